using System.Text;
using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>What is put into a request for the provider's prompt cache, where the route asks for it: marks, or the name of its conversation.</summary>
internal static class PromptFinish
{
    /// <summary>How a row calls the name of a conversation that is put in.</summary>
    private const string KeyEdit = "prompt_cache_key";

    /// <summary>Whether a deployment's requests are marked: it caches by marks, and there is enough to cache.</summary>
    public static bool Marks(Target target, IDialect wire, long tokens) =>
        target.Deployment.PromptCache is { By: PromptCacheBy.Marks } rule && tokens >= rule.MinTokens && CacheMarking.Knows(wire);

    /// <summary>The member that a deployment takes a conversation's name in, in this wire format, or null.</summary>
    public static string? KeyOf(Target target, IDialect wire)
    {
        if (target.Deployment.PromptCache.Key is not { } key)
        {
            return null;
        }

        var space = key.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? key : key[(space + 1)..] == wire.Name ? key[..space] : null;
    }

    /// <summary>Puts in what is wanted, into the request as it would go out otherwise.</summary>
    /// <param name="conversation">Its name; null: none is wanted.</param>
    public static List<ReadOnlyMemory<byte>> Apply(AttemptReport made, ReadOnlyMemory<byte> body, IDialect wire, long tokens, string? conversation)
    {
        var edits = new BodyEdits();
        if (Marks(made.Target, wire, tokens))
        {
            // Nova takes none behind its tools.
            CacheMarking.Mark(body.Span, wire, tools: !made.Target.Deployment.Upstream.Contains("amazon.nova", StringComparison.Ordinal), edits);
        }

        var root = JsonSkip.Space(body.Span, 0);
        if (conversation is not null && KeyOf(made.Target, wire) is { } member && JsonAt.Member(body.Span, root, Encoding.UTF8.GetBytes(member)) is null)
        {
            edits.Splice(root + 1, root + 1, Encoding.UTF8.GetBytes($"\"{member}\":\"{conversation}\","), KeyEdit);
        }

        if (edits.IsEmpty)
        {
            return [body];
        }

        made.Edits = [.. made.Edits, .. edits.Names];
        return edits.Apply(body);
    }
}
