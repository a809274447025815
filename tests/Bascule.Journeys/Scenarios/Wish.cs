using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios;

/// <summary>What a caller wants, in no dialect's words.</summary>
internal sealed record Wish
{
    public string? System { get; init; }

    public IReadOnlyList<Line> Lines { get; init; } = [];

    public IReadOnlyList<Tooling> Tools { get; init; } = [];

    /// <summary>A tool that must be called.</summary>
    public string? Forced { get; init; }

    /// <summary>A JSON schema that the answer must obey.</summary>
    public string? Schema { get; init; }

    /// <summary>Thinking is wanted, and to be shown.</summary>
    public bool Thinks { get; init; }

    public string? Stop { get; init; }

    public int Most { get; init; } = 4000;

    public bool Stream { get; init; }

    public static Wish Of(string question) => new() { Lines = [new Line.User(question)] };

    /// <summary>A request may be long before it may be answered: whether it holds more than words.</summary>
    public bool IsPlain => Tools.Count == 0 && Schema is null && !Thinks && Lines is [Line.User { Image: null }] && System is null;
}

/// <summary>One line of a conversation.</summary>
internal abstract record Line
{
    private Line()
    {
    }

    /// <param name="Image">A PNG in base 64.</param>
    public sealed record User(string Text, string? Image = null) : Line;

    public sealed record Model(string Text) : Line;

    public sealed record Calls(IReadOnlyList<Corpus.Call> Made) : Line;

    public sealed record Results(IReadOnlyList<Result> Given) : Line;

    public sealed record Result(Corpus.Call Call, string Text, bool Failed);
}

/// <summary>A tool that the caller offers.</summary>
internal sealed record Tooling(string Name, string Description, string Schema)
{
    public JsonNode Parameters => JsonNode.Parse(Schema)!;
}
