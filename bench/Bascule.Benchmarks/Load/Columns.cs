namespace Bascule.Benchmarks.Load;

/// <summary>What the figures are called, where they are taken and where they are held against a target.</summary>
internal static class Columns
{
    public const string FirstAnswer = "ms from process start to the first answer";
    public const string Ready = "ms from process start to ready";
    public const string AddedMedian = "added p50 µs, 1 caller";
    public const string PassedWhole = "CPU µs, whole answer passed through";
    public const string CrossedWhole = "CPU µs, whole answer, OpenAI to Anthropic";
    public const string PassedStream = "CPU µs, 64 chunks passed through";
    public const string CrossedStream = "CPU µs, 64 chunks, OpenAI to Anthropic";
    public const string BeforeStreams = "resident MB before";
    public const string AfterStreams = "resident MB when they have closed";

    public static string Cpu(int callers) => $"CPU µs a request, {callers} caller{(callers == 1 ? "" : "s")}";

    public static string Prompt(int kilobytes, bool guarded) => $"CPU µs a request of {kilobytes} KB{(guarded ? ", default guardrail on" : "")}";

    public static string Paced(int streams) => $"CPU µs a paced chunk, {streams} streams";

    public static string Flood(int streams) => $"CPU µs a chunk in flood, {streams} streams";

    public static string Open(int streams) => $"resident MB, {streams} streams open";

    public static string Held(int streams) => $"most over least of it, {streams} streams held open";
}
