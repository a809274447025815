using Bascule.Engine.Caching.Semantic.Reading;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Caching.Semantic.Asking;

/// <summary>Why no similar question is looked for: one set of rules for requests and for those who only ask what would happen.</summary>
public static class SemanticBars
{
    /// <summary>A budget lacks what the vector costs.</summary>
    public const string Poor = "a budget has no room for the vector";

    /// <summary>Nothing is served yet, and who wants a known answer or none will not add one.</summary>
    public const string NothingServed = "'only' asks nobody, and nothing is served yet";

    /// <summary>A question with its instructions; larger ones are not looked for.</summary>
    private const int MaxBody = 256 * 1024;

    /// <summary>The question; null: it says why there is none to look for.</summary>
    /// <param name="body">A chat's; null: something else is asked.</param>
    /// <param name="coverage">Told what was read; null: nobody wants to know.</param>
    /// <param name="asked">The request that holds it.</param>
    public static string? TextOf(ReadOnlyMemory<byte>? body, ICallerDialect dialect, CallAddress? named, JsonCoverage? coverage, out ChatRequest? asked, out string? why)
    {
        (asked, why) = (null, null);
        if (body is not { Length: <= MaxBody } words || dialect.ReadRequest(words, named, coverage).Value is not { } read || SingleTurn.Of(read) is not { } text)
        {
            why = "not one question in words";
            return null;
        }

        if (text.Length > Embedder.MaxText)
        {
            why = $"longer than {Embedder.MaxText} characters";
            return null;
        }

        asked = read;
        return text;
    }

    /// <summary>Why the embedder cannot be asked; null: it can.</summary>
    /// <param name="cost">What it will cost; null: no price is known.</param>
    public static string? WhyNot(Target embedder, Eligibility eligibility, long? cost, bool refusesUnpriced) =>
        !eligibility.Allows(embedder) ? $"the embedder may not see it: {string.Join("; ", eligibility.Reasons(embedder))}"
        : cost is null && refusesUnpriced ? "the embedder has no known price, and the key has a budget"
        : null;
}
