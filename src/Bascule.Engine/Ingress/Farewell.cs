using System.Buffers;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Ingress;

/// <summary>Tells a caller, in his own dialect, why he gets no answer.</summary>
public static class Farewell
{
    /// <summary>Writes the error as a body, or as an event where the stream is open already. A caller who left gets nothing.</summary>
    /// <param name="route">The resolved name, or null where it did not come so far.</param>
    /// <param name="cache">What the cache had to do with it, or null where it was not asked.</param>
    public static async Task TellAsync(Inquiry inquiry, Failure failure, Admission? admission, string? route, CallReport report, DateTimeOffset now, string? cache = null)
    {
        if (failure.Kind == FailureKind.Cancelled || inquiry.Left.IsCancellationRequested)
        {
            inquiry.Answer.Abort();
            return;
        }

        var told = new ArrayBufferWriter<byte>(512);
        var id = inquiry.Id.ToString();
        if (inquiry.Answer.Opened)
        {
            inquiry.Dialect.WriteStreamError(failure, id, told);
        }
        else
        {
            inquiry.Dialect.WriteError(failure, id, told);
            inquiry.Answer.Open(Head(inquiry, failure, admission, route, report, now, cache) with { Length = told.WrittenCount });
        }

        try
        {
            await inquiry.Answer.WriteAsync(told.WrittenMemory, inquiry.Left);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            inquiry.Answer.Abort();
        }
    }

    private static AnswerHead Head(Inquiry inquiry, Failure failure, Admission? admission, string? route, CallReport report, DateTimeOffset now, string? cache)
    {
        var headers = AnswerHeaders.Common(inquiry, admission, now);
        AnswerHeaders.AddFailure(headers, failure, report.Spent);
        if (route is not null)
        {
            AnswerHeaders.AddRoute(headers, route, report);
        }

        if (cache is not null)
        {
            headers.Add(new("x-bascule-cache", cache));
        }

        if (report.Last is { } last)
        {
            AnswerHeaders.AddAttempt(headers, last);
        }

        return new AnswerHead(inquiry.Dialect.StatusOf(failure), "application/json") { Headers = headers };
    }
}
