using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>One request's place in its conversation: what deployments should hold of its prompt, what is put in for their caches, and what is learned when it was asked.</summary>
public sealed class PromptCare
{
    private readonly PromptAsking _asking;
    private readonly DialogueNames _names;
    private readonly Dialogue _dialogue;
    private readonly (HeldPrefix Held, bool Kept)[] _held;
    private readonly int _length;
    private readonly ulong _hash;
    private readonly bool _isLong;

    private PromptCare(PromptAsking asking, in DialogueNames names, ReadOnlySpan<byte> prompt, bool isLong)
    {
        (_asking, _names, _isLong) = (asking, names, isLong);
        _dialogue = asking.Table.Find(asking.Tenant, names) ?? new Dialogue();
        Blocks = asking.ReadsBlocks ? PromptBlocks.Of(prompt, asking.Tenant) : [];
        (_length, _hash) = (prompt.Length, PromptHash.Of(prompt));
        var held = _dialogue.Held;
        _held = new (HeldPrefix, bool)[held.Length];
        for (var i = 0; i < held.Length; i++)
        {
            // Shorter than before, it is the same question again, or one from further up.
            _held[i] = (held[i], prompt.Length < held[i].CallerLength || PromptHash.Of(prompt[..held[i].CallerLength]) == held[i].CallerHash);
        }
    }

    /// <summary>The prompt in blocks; empty where no strategy goes by them.</summary>
    internal ulong[] Blocks { get; }

    /// <summary>Knows a conversation again, or begins to.</summary>
    /// <param name="asking">Who asks.</param>
    /// <param name="body">The request as the caller sent it.</param>
    public static PromptCare Recognise(PromptAsking asking, ReadOnlySpan<byte> body, RequestShape shape)
    {
        var layout = PromptLayout.Of(body, shape);
        using var prompt = new PooledBuffer(Math.Max(layout.Length, 1));
        layout.Write(body, prompt);
        var bytes = prompt.Written.Span;
        return new PromptCare(asking, DialogueNames.Of(bytes, layout.TurnsAt, asking.Tenant, asking.Session), bytes, AsksForLong(body));
    }

    /// <summary>The tokens of this prompt that a deployment is expected to read from its cache, by its last answer and by how long that is ago.</summary>
    public ExpectedPrefix ExpectedAt(Target target)
    {
        foreach (var (held, kept) in _held)
        {
            if (held.Deployment == target.Deployment.Name)
            {
                return kept ? Expected(held, target) : default;
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

    /// <summary>Marks will be put in for this deployment, which makes what it writes to its cache dearer.</summary>
    internal bool Marks(Target target, IDialect wire, long tokens) => _asking.Marks && PromptFinish.Marks(target, wire, tokens);

    /// <summary>Looks whether the prompt still begins as it did, and puts in what the route wants for the provider's cache.</summary>
    /// <param name="pieces">The request as it would go out.</param>
    /// <param name="masked">Placeholders stand in it.</param>
    internal List<ReadOnlyMemory<byte>> Finish(AttemptReport made, List<ReadOnlyMemory<byte>> pieces, IDialect wire, long tokens, bool masked)
    {
        if (!_asking.IsKept)
        {
            return pieces;
        }

        if (pieces is [var whole])
        {
            Watch(made, whole.Span, wire, masked);
            return _asking.Marks ? Mark(made, whole, wire, tokens) : pieces;
        }

        var length = 0;
        foreach (var piece in pieces)
        {
            length += piece.Length;
        }

        // What is marked is sent, and sent again: the array must stay. What is only looked at need not.
        if (_asking.Marks)
        {
            var body = new byte[length];
            Join(pieces, body);
            Watch(made, body, wire, masked);
            return Mark(made, body, wire, tokens);
        }

        using var joined = new PooledBuffer(length);
        Join(pieces, joined.GetSpan(length));
        joined.Advance(length);
        Watch(made, joined.Written.Span, wire, masked);
        return pieces;
    }

    /// <summary>An upstream has taken the prompt: from now on it is in its cache.</summary>
    internal void Took(AttemptReport made)
    {
        if (Blocks.Length == 0 || made.CarriesOn is not null)
        {
            return;
        }

        made.BlocksUsed = made.Target.State.Blocks.Add(Blocks, out var matched);
        made.MatchedBlocks = matched;
    }

    /// <summary>An attempt is over: what it told of the prompt is what the next request can expect.</summary>
    internal void Learn(AttemptReport made, long estimated)
    {
        if (made is not { Failure: null, Produced: true, CarriesOn: null })
        {
            return;
        }

        var (usage, rule, trace) = (made.Usage, made.Target.Deployment.PromptCache, made.Prompt);
        var input = usage.Input ?? estimated;
        foreach (var (held, kept) in _held)
        {
            // Of a beginning that is no longer the same nothing can be learned about the cache.
            if (kept && trace is not { Change: not null } && held.Deployment == made.Target.Deployment.Name && usage.CachedInput is { } cached && held.Tokens >= rule.MinTokens
                && rule.Alive(_asking.Time.GetElapsedTime(held.At), held.IsLong) == 1)
            {
                made.Target.State.PromptHits.Learn(cached, Math.Min(held.Tokens, input));
            }
        }

        // What it told of a prompt that was sent since, or that lies within a block, is no proof that anything is gone.
        if (made.MatchedBlocks > 0 && usage is { CachedInput: { } told, Input: > 0 and var read } && told < made.MatchedBlocks * (double)read / Blocks.Length * 3 / 4)
        {
            made.Target.State.Blocks.Missed(made.BlocksUsed);
        }

        if (!_asking.IsKept)
        {
            return;
        }

        if (trace?.Change is { } change)
        {
            _asking.Watch.Note(new PrefixAlarm(
                made.Started, _asking.Request, _asking.Route, made.Target.Label, change.By, change.Why, change.Place.Path, change.Place.Offset, change.LostTokens(made), change.LostNano(made)));
        }

        var tokens = rule.By == PromptCacheBy.Marks ? (usage.CachedInput ?? 0) + (usage.CacheWrite ?? 0) : input;
        _dialogue.Put(
            new HeldPrefix(made.Target.Deployment.Name)
            {
                Tokens = tokens < rule.MinTokens ? 0 : tokens, At = _asking.Time.GetTimestamp(), IsLong = _isLong || usage.CacheWriteHour > 0, CallerLength = _length, CallerHash = _hash,
                Sketch = trace?.Sketch, Dialect = trace?.Dialect ?? "", Edits = trace?.Edits ?? "", IsMasked = trace?.IsMasked == true,
            },
            _asking.Table.Room);
        _asking.Table.Put(_asking.Tenant, _names, _dialogue);
    }

    private List<ReadOnlyMemory<byte>> Mark(AttemptReport made, ReadOnlyMemory<byte> body, IDialect wire, long tokens) => PromptFinish.Apply(made, body, wire, tokens, _asking.NameOf(_names));

    private void Watch(AttemptReport made, ReadOnlySpan<byte> body, IDialect wire, bool masked)
    {
        var layout = PromptLayout.Of(body, wire.Shape);
        using var prompt = new PooledBuffer(Math.Max(layout.Length, 1));
        layout.Write(body, prompt);
        var (sketch, edits) = (PromptSketch.Of(prompt.Written.Span), string.Join(", ", made.Edits));
        PrefixChange? change = null;
        foreach (var (held, kept) in _held)
        {
            if (held.Deployment == made.Target.Deployment.Name && held.Sketch is { } before && before.FirstDifference(prompt.Written.Span) is { } at)
            {
                var why = !kept ? null
                    : held.Dialect != wire.Name ? "another dialect"
                    : masked || held.IsMasked ? "placeholders"
                    : held.Edits != edits ? "edits"
                    : "written otherwise";
                change = new PrefixChange(
                    kept ? PrefixChange.ByGateway : PrefixChange.ByClient, why, JsonPlace.Of(body, layout.InBody(at)), at / (double)Math.Max(1, before.Length), Expected(held, made.Target));
            }
        }

        made.Prompt = new PromptTrace(sketch, wire.Name, edits, masked, change);
    }

    private ExpectedPrefix Expected(HeldPrefix held, Target target) =>
        new(TokensOf(held), target.Deployment.PromptCache.Alive(_asking.Time.GetElapsedTime(held.At), held.IsLong) * target.State.PromptHits.Share);

    /// <summary>Shorter than before, it has its share of what is held.</summary>
    private long TokensOf(HeldPrefix held) => _length >= held.CallerLength ? held.Tokens : (long)(held.Tokens * (double)_length / held.CallerLength);

    private static void Join(List<ReadOnlyMemory<byte>> pieces, Span<byte> into)
    {
        foreach (var piece in pieces)
        {
            piece.Span.CopyTo(into);
            into = into[piece.Length..];
        }
    }

    // OpenAI's prompt_cache_retention. Words of a prompt that say the same do no harm: the chance is only taken for greater.
    private static bool AsksForLong(ReadOnlySpan<byte> body) => body.IndexOf("\"prompt_cache_retention\""u8) >= 0 && body.IndexOf("\"24h\""u8) >= 0;
}
