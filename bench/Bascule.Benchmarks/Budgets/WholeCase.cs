using Bascule.Engine.Dialects;

namespace Bascule.Benchmarks.Budgets;

/// <summary>What is read off a whole body, without decoding it.</summary>
internal static class WholeCase
{
    /// <summary>The scan of a request of about 1 KB: its profile, its model's name and the list of its members are what it allocates.</summary>
    public static Case RequestScan()
    {
        var request = Load.Caller.Request(stream: true);
        var body = request[(request.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];
        return new("request scan", () =>
        {
            if (Engine.Dialects.Json.RequestScan.Read(body).Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }
        });
    }

    /// <summary>The scan of a whole answer: its id and its model's name are what it allocates.</summary>
    public static Case AnswerScan()
    {
        var dialect = DialectSet.FindCaller("openai-chat")!;
        return new("whole answer scan", () =>
        {
            if (dialect.ScanAnswer(Load.Upstream.Whole).Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }
        });
    }
}
