using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults.Matrix;

/// <summary>What a caller may get; several where either is right.</summary>
[Flags]
internal enum Gets
{
    Nothing = 0,

    /// <summary>The whole right answer.</summary>
    Answer = 1,

    /// <summary>A status and an error in his own dialect.</summary>
    Error = 2,

    /// <summary>A part of the answer, an error event in his own dialect, and no terminal event.</summary>
    ErrorEvent = 4,
}

/// <summary>What must come of a fault: before a healthy fallback, and alone.</summary>
internal readonly record struct Outcome(Gets With, Gets Alone);

/// <summary>One line of the table of faults: what a provider does, what its caller must see, what the ledger must say.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Does">What the provider does.</param>
/// <param name="Play">Its answer.</param>
internal sealed record ProviderFault(string Name, string Does, Func<Scene, ScriptedAnswer> Play)
{
    /// <summary>The fallback's answer; null: a good one.</summary>
    public Func<Scene, ScriptedAnswer>? Second { get; init; }

    /// <summary>What must come of a whole answer; null: not played.</summary>
    public Outcome? Whole { get; init; } = new(Gets.Answer, Gets.Error);

    /// <summary>What must come of a stream; null: not played.</summary>
    public Outcome? Stream { get; init; } = new(Gets.Answer, Gets.Error);

    /// <summary>The error's status for a caller without a fallback; a dialect that knows 529 is told it.</summary>
    public int Status { get; init; } = 502;

    /// <summary>What the ledger says of the failed attempt.</summary>
    public string? Code { get; init; }

    /// <summary>How often it is asked by one call: before a fallback, and where there is nobody else.</summary>
    public (int With, int Alone) Asked { get; init; } = (1, 1);

    /// <summary>The same for a stream, where it differs.</summary>
    public (int With, int Alone)? AskedForStream { get; init; }

    /// <summary>The failed attempt produced something, so it costs its input and that, estimated: of a whole answer and of a stream. Null: not looked at.</summary>
    public (bool? Whole, bool? Stream) Costs { get; init; } = (false, false);

    /// <summary>Silence is part of it: the provider's time limits are short.</summary>
    public bool Hasty { get; init; }

    /// <summary>The fallback is one that can go on from the beginning of an answer.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Members of the route in flow style.</summary>
    public string Route { get; init; } = "";

    /// <summary>The provider's dialects it is played in.</summary>
    public IReadOnlyList<string> Dialects { get; init; } = [Ask.OpenAi, Ask.Anthropic];

    /// <summary>What it may be called in a config.</summary>
    public string Slug => string.Concat(Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'));
}

/// <summary>One request as the faulty provider gets it, and what it could say.</summary>
/// <param name="Dialect">What it speaks.</param>
/// <param name="Stream">A stream is asked for.</param>
/// <param name="Turn">How often it was asked before in this case.</param>
/// <param name="Heard">Completes when the caller has some of the answer.</param>
internal sealed record Scene(string Dialect, bool Stream, int Turn, Task Heard)
{
    public const int Tokens = 60;

    /// <summary>Where nothing depends on turns or on what the caller has.</summary>
    public Scene(string dialect, bool stream)
        : this(dialect, stream, 0, Task.CompletedTask)
    {
    }

    /// <summary>As it came; null: nobody asked.</summary>
    public ScriptedRequest? Request { get; init; }

    /// <summary>What every good answer says.</summary>
    public static string Text { get; } = string.Concat(Words(0, Tokens));

    public ScriptedAnswer Good => Stream ? Ended(Begun(Tokens)) : ScriptedAnswer.Json(Wire.Answer(Dialect, Text));

    /// <summary>A stream's first tokens.</summary>
    public ScriptedAnswer Begun(int tokens) => Add(ScriptedAnswer.Sse(Wire.Begin(Dialect)), 0, tokens);

    public ScriptedAnswer Add(ScriptedAnswer to, int from, int tokens) => Words(from, tokens).Aggregate(to, (answer, word) => answer.Then(Wire.Text(Dialect, word)));

    /// <summary>Goes on from the answer's beginning, as the request has it.</summary>
    public ScriptedAnswer GoneOn => Ended(ScriptedAnswer.Sse(Wire.Begin(Dialect), Wire.Text(Dialect, Text[Beginning.Length..])));

    private string Beginning => Request!.Json.GetProperty("messages").EnumerateArray().Last() is var last && last.GetProperty("role").GetString() == "assistant"
        ? last.GetProperty("content") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : last.GetProperty("content")[0].GetProperty("text").GetString()!
        : "";

    public ScriptedAnswer Ended(ScriptedAnswer begun) => begun.Then(Wire.Finish(Dialect)).Then(Wire.End(Dialect));

    /// <summary>Whole, but told to be longer than this much of it.</summary>
    public ScriptedAnswer Part(int tokens)
    {
        var body = Wire.Answer(Dialect, Text);
        var until = body.IndexOf(Words(tokens, 1).Single(), StringComparison.Ordinal);
        return ScriptedAnswer.Stream("application/json").With("content-length", $"{body.Length}").Then(body[..until]);
    }

    /// <summary>An error in the vendor's own shape.</summary>
    public ScriptedAnswer Refuse(int status, string type, string message, string? code = null) => ScriptedAnswer.Json(ErrorBody(type, message, code), status);

    public string ErrorBody(string type, string message, string? code = null) => Dialect == Ask.Anthropic
        ? $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"},"request_id":"req_1"}"""
        : $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","param":null,"code":{{{(code is null ? "null" : $"\"{code}\"")}}}}}""";

    public string ErrorEvent(string type, string message) =>
        (Dialect == Ask.Anthropic ? "event: error\n" : "") + $"data: {ErrorBody(type, message)}\n\n";

    private static IEnumerable<string> Words(int from, int count) => Enumerable.Range(from, count).Select(at => $"w{at:00} ");
}
