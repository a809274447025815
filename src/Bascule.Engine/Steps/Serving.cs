using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Replaying;
using Bascule.Engine.Dialects;
using Bascule.Engine.Ingress;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Steps;

/// <summary>Gives one caller an answer that was made for another: as its own bytes where he asked in the same form, read and written anew where he did not.</summary>
internal sealed class Serving(Exchange exchange, Recall recall, Func<CallReport, ValueTask> seal, TimeProvider time)
{
    /// <summary>Gives him all of it. False: it is none for him, and he has nothing of it.</summary>
    /// <param name="word">What it is called.</param>
    public async ValueTask<bool> TryServeAsync(CachedAnswer answer, string word)
    {
        var inquiry = exchange.Inquiry;
        if (By(answer) is not { } by || BytesFor(answer, by) is not ({ } bytes, { } type) || !inquiry.Answer.TryClaim())
        {
            return false;
        }

        (recall.Answer, recall.Word) = (answer, word);
        var stream = recall.Form.Stream;
        var head = HeadOf(by, type, stream ? null : bytes.Length, answer.Dialect == recall.Form.Dialect ? answer.Dropped : null);
        if (stream)
        {
            inquiry.Answer.Open(head);
        }

        inquiry.Answer.Foresee(bytes.Span, type);
        await SealAsync();
        inquiry.Answer.Open(head);
        await WriteAsync(bytes);
        return true;
    }

    /// <summary>The candidate that made it, if the caller may have its answers.</summary>
    public Target? By(CachedAnswer answer) => Find(answer.IsBy);

    /// <inheritdoc cref="By(CachedAnswer)"/>
    public Target? By(Target target)
    {
        var maker = CachedAnswer.MakerOf(target);
        return Find(one => one == target || (one.Deployment.Name == target.Deployment.Name && CachedAnswer.MakerOf(one) == maker));
    }

    public AnswerHead HeadOf(Target by, string type, int? length, string? dropped) => AnswerHeaders.Replayed(
        exchange.Inquiry, exchange.Admission, exchange.Route!.Name, exchange.Report, new AnswerHeaders.Origin(by.Deployment.Name, recall.Word, dropped, recall.Similarity, exchange.BesidesNano), type, length, time.GetUtcNow());

    /// <summary>For whom it is written; null: his request cannot be read.</summary>
    public Reader? NewReader()
    {
        var inquiry = exchange.Inquiry;
        return inquiry.Dialect.ReadRequest(inquiry.Body!.Bytes, inquiry.Named).Value is { } asked
            ? new Reader(inquiry.Dialect, asked, inquiry.IdText, time.GetUtcNow().ToUnixTimeSeconds())
            : null;
    }

    /// <summary>Writes the row, once.</summary>
    public async ValueTask SealAsync()
    {
        if (!exchange.Report.Sealed)
        {
            exchange.Report.Sealed = true;
            await seal(exchange.Report);
        }
    }

    /// <summary>Writes the last of it. Who leaves now has lost nothing.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var waiting = exchange.Report.Wait(time);
            await exchange.Inquiry.Answer.WriteAsync(bytes, exchange.Inquiry.Left);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            exchange.Inquiry.Answer.Abort();
        }
    }

    /// <summary>Whose signatures an answer holds, where it came from him as it is.</summary>
    public static string? VendorOf(Target by, AnswerForm form, string? dialectOut) =>
        form.Reader is { } dialect && dialect.Name == dialectOut ? by.Provider.SignaturesOf(dialect) : null;

    private (ReadOnlyMemory<byte>, string)? BytesFor(CachedAnswer answer, Target by)
    {
        var form = answer.Form;
        if (recall.Form.Fits(form))
        {
            return (answer.Bytes, answer.ContentType);
        }

        if (form.Reader is null || NewReader() is not { } reader)
        {
            return null;
        }

        var vendor = VendorOf(by, form, answer.DialectOut);
        var written = recall.Form.Stream ? Transcript.Stream(answer, vendor, reader) : Transcript.Whole(answer, vendor, reader);
        return written.Value is { } bytes ? (bytes, recall.Form.Stream ? reader.Dialect.StreamType : "application/json") : null;
    }

    private Target? Find(Func<Target, bool> isIt)
    {
        foreach (var target in exchange.Plan!.Order)
        {
            if (isIt(target))
            {
                return target;
            }
        }

        return null;
    }
}
