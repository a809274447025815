using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Policy.Conditions;

/// <summary>What a <c>when</c> may read of one request. A struct: every request has one, most are asked nothing.</summary>
public readonly record struct RequestFacts
{
    public RequestFacts()
    {
    }

    /// <summary>The request's id: what a share goes by where no session is named.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it came: what hours go by.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The key's name; null without keys.</summary>
    public string? Key { get; init; }

    public string? Team { get; init; }

    public string? Tier { get; init; }

    public string? Session { get; init; }

    public ValueList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public DataClass DataClass { get; init; } = DataClass.Internal;

    /// <summary>What it brings or wants.</summary>
    public RequestFeatures Has { get; init; }

    /// <summary>Estimated: nobody upstream has counted yet.</summary>
    public long InputTokens { get; init; }

    /// <summary>A header's value by its name in lower case; null: it was not sent.</summary>
    public Func<string, string?> HeaderOf { get; init; } = static _ => null;

    /// <summary>The value of one tag, or null.</summary>
    public string? TagOf(string name)
    {
        foreach (var tag in Tags.Span)
        {
            if (tag.Key == name)
            {
                return tag.Value;
            }
        }

        return null;
    }
}
