using System.Text;
using Bascule.Engine.Dialects;

namespace Bascule.Benchmarks.Budgets;

/// <summary>What is read off a whole body, without decoding it.</summary>
internal static class WholeCase
{
    /// <summary>The scan of a request of about 1 KB: its profile, its model's name and the list of its members are what it allocates.</summary>
    public static Case RequestScan(Sample sample)
    {
        var body = Encoding.UTF8.GetBytes(sample.Request!);
        var address = new CallAddress("assistant", Stream: false);
        return new($"{sample.Name} request scan", () =>
        {
            if (Engine.Dialects.Json.RequestScan.Read(body, sample.Dialect.Shape, address).Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }
        });
    }

    /// <summary>The scan of a whole answer: its id and its model's name are what it allocates.</summary>
    public static Case AnswerScan(Sample sample)
    {
        var body = Encoding.UTF8.GetBytes(sample.Answer);
        return new($"{sample.Name} whole answer scan", () =>
        {
            if (sample.Caller!.ScanAnswer(body).Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }
        });
    }
}
