using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>One request's place in its conversation: what deployments should hold of its prompt, and what is learned when it was asked.</summary>
public sealed class PromptCare
{
    private readonly DialogueTable _table;
    private readonly TimeProvider _time;
    private readonly string? _tenant;
    private readonly DialogueNames _names;
    private readonly Dialogue _dialogue;
    private readonly (HeldPrefix Held, bool Kept)[] _held;
    private readonly int _length;
    private readonly ulong _hash;
    private readonly bool _isLong;

    private PromptCare(DialogueTable table, TimeProvider time, string? tenant, in DialogueNames names, ReadOnlySpan<byte> prompt, bool isLong)
    {
        (_table, _time, _tenant, _names, _isLong) = (table, time, tenant, names, isLong);
        _dialogue = table.Find(tenant, names) ?? new Dialogue();
        (_length, _hash) = (prompt.Length, PromptHash.Of(prompt));
        var held = _dialogue.Held;
        _held = new (HeldPrefix, bool)[held.Length];
        for (var i = 0; i < held.Length; i++)
        {
            // Shorter than before, it is the same question again, or one from further up.
            _held[i] = (held[i], prompt.Length < held[i].CallerLength || PromptHash.Of(prompt[..held[i].CallerLength]) == held[i].CallerHash);
        }
    }

    /// <summary>Knows a conversation again, or begins to.</summary>
    /// <param name="body">The request as the caller sent it.</param>
    public static PromptCare Recognise(DialogueTable table, ReadOnlySpan<byte> body, RequestShape shape, string? tenant, string? session, TimeProvider time)
    {
        var layout = PromptLayout.Of(body, shape);
        using var prompt = new PooledBuffer(Math.Max(layout.Length, 1));
        layout.Write(body, prompt);
        var bytes = prompt.Written.Span;
        return new PromptCare(table, time, tenant, DialogueNames.Of(bytes, layout.TurnsAt, tenant, session), bytes, AsksForLong(body));
    }

    /// <summary>The tokens of this prompt that a deployment is expected to read from its cache, by its last answer and by how long that is ago; the chance is in the figure.</summary>
    public ExpectedPrefix ExpectedAt(Target target)
    {
        foreach (var (held, kept) in _held)
        {
            if (held.Deployment == target.Deployment.Name)
            {
                var alive = kept ? target.Deployment.PromptCache.Alive(_time.GetElapsedTime(held.At), held.IsLong) : 0;
                return new ExpectedPrefix(TokensOf(held), alive * target.State.PromptHits.Share);
            }
        }

        return default;
    }

    /// <summary>The tokens that the prompt has at least, as its beginning was counted by who has answered it.</summary>
    public long LeastTokens
    {
        get
        {
            long least = 0;
            foreach (var (held, kept) in _held)
            {
                least = kept ? Math.Max(least, TokensOf(held)) : least;
            }

            return least;
        }
    }

    /// <summary>An attempt is over: what it told of the prompt is what the next request can expect.</summary>
    internal void Learn(AttemptReport made, long estimated)
    {
        if (made is not { Failure: null, Produced: true, CarriesOn: null })
        {
            return;
        }

        var (usage, rule) = (made.Usage, made.Target.Deployment.PromptCache);
        var input = usage.Input ?? estimated;
        foreach (var (held, kept) in _held)
        {
            // Of a beginning that is no longer the same nothing can be learned about the cache.
            if (kept && held.Deployment == made.Target.Deployment.Name && usage.CachedInput is { } cached && held.Tokens >= rule.MinTokens
                && rule.Alive(_time.GetElapsedTime(held.At), held.IsLong) == 1)
            {
                made.Target.State.PromptHits.Learn(cached, Math.Min(held.Tokens, input));
            }
        }

        var tokens = rule.By == PromptCacheBy.Marks ? (usage.CachedInput ?? 0) + (usage.CacheWrite ?? 0) : input;
        _dialogue.Put(new HeldPrefix(made.Target.Deployment.Name)
        {
            Tokens = tokens < rule.MinTokens ? 0 : tokens, At = _time.GetTimestamp(), IsLong = _isLong || usage.CacheWriteHour > 0, CallerLength = _length, CallerHash = _hash,
        });
        _table.Put(_tenant, _names, _dialogue);
    }

    /// <summary>Shorter than before, it has its share of what is held.</summary>
    private long TokensOf(HeldPrefix held) => _length >= held.CallerLength ? held.Tokens : (long)(held.Tokens * (double)_length / held.CallerLength);

    // OpenAI's prompt_cache_retention. Words of a prompt that say the same do no harm: the chance is only taken for greater.
    private static bool AsksForLong(ReadOnlySpan<byte> body) => body.IndexOf("\"prompt_cache_retention\""u8) >= 0 && body.IndexOf("\"24h\""u8) >= 0;
}

/// <summary>Tokens that may be read from a cache, and the chance that they are.</summary>
public readonly record struct ExpectedPrefix(long Tokens, double Chance)
{
    /// <summary>Tokens to reckon with.</summary>
    public long Likely => (long)(Tokens * Chance);
}
