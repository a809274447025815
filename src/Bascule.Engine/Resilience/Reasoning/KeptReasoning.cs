using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Reasoning;

/// <summary>
/// Signed reasoning, kept by tool-call id for callers whose client does not send it back, with the signatures that stand on calls and text (Gemini). A vendor wants it unchanged in a tool loop;
/// without it reasoning is switched off. A tenant finds only his own.
/// </summary>
public sealed class KeptReasoning(TimeProvider time)
{
    /// <summary>How long a tool may take.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Calls remembered at once; the oldest goes first.</summary>
    public const int MaxCalls = 20_000;

    /// <summary>Characters remembered at once: a signature has some hundred, thinking some thousand.</summary>
    public const long MaxCharacters = 32 * 1024 * 1024;

    private readonly Lock _gate = new();    // held for a dictionary look-up
    private readonly Dictionary<(string Tenant, string Call), Kept> _calls = [];
    private readonly Queue<Kept> _oldest = new();
    private long _characters;

    /// <summary>Keeps an answer's signed reasoning under each of its tool calls.</summary>
    public void Keep(string tenant, IReadOnlyList<Part> answer)
    {
        ReasoningPart[] signed = [.. answer.OfType<ReasoningPart>().Where(IsSigned)];
        var onText = answer.OfType<TextPart>().LastOrDefault(text => text.Signature is not null)?.Signature;
        var size = signed.Sum(part => part.Text.Length + (part.Signature?.Length ?? 0) + (part.Redacted?.Length ?? 0)) + (onText?.Length ?? 0);
        foreach (var call in answer.OfType<ToolCallPart>())
        {
            if (size > 0 || call.Signature is not null)
            {
                Add(new Kept((tenant, call.Id), signed, call.Signature, onText, size + (call.Signature?.Length ?? 0), time.GetTimestamp()));
            }
        }
    }

    /// <summary>Puts kept reasoning back into the assistant's turns that lack theirs. The request itself where nothing is to be put back.</summary>
    public ChatRequest Restore(string tenant, ChatRequest request)
    {
        if (!request.Turns.Any(Lacks))
        {
            return request;
        }

        var thinks = request.Reasoning is not (null or { Enabled: false });
        Turn[] turns = [.. request.Turns.Select(turn => Lacks(turn) ? Restored(tenant, turn, thinks) : turn)];
        return turns.SequenceEqual(request.Turns, ReferenceEqualityComparer.Instance) ? request : request with { Turns = turns };
    }

    private static bool IsSigned(ReasoningPart part) => part is { Signature.Length: > 0 } or { Redacted.Length: > 0 };

    private static bool Lacks(Turn turn) => turn.Role == Role.Assistant && turn.Parts.Any(part => part is ToolCallPart { Signature: null });

    /// <summary>The client may have sent the readable text back: the signed part holds it too. A model that is not asked to think takes no thoughts, but the signatures of its calls.</summary>
    private Turn Restored(string tenant, Turn turn, bool thinks)
    {
        Kept[] found = [.. turn.Parts.OfType<ToolCallPart>().Select(call => Find(tenant, call.Id)).OfType<Kept>()];
        if (found.Length == 0)
        {
            return turn;
        }

        var thoughts = thinks && !turn.Parts.OfType<ReasoningPart>().Any(IsSigned) ? found[0].Signed : [];
        if (thoughts.Length == 0 && Array.TrueForAll(found, kept => kept is { OnCall: null, OnText: null }))
        {
            return turn;
        }

        var parts = new List<Part>(thoughts);
        var onText = turn.Parts.OfType<TextPart>().Any(text => text.Signature is not null) ? null : found[0].OnText;
        foreach (var part in turn.Parts)
        {
            switch (part)
            {
                case ReasoningPart when thoughts.Length > 0:
                    break;
                case ToolCallPart { Signature: null } call:
                    parts.Add(call with { Signature = Array.Find(found, kept => kept.Name.Call == call.Id)?.OnCall });
                    break;
                case TextPart text when onText is not null:
                    parts.Add(text with { Signature = onText });
                    onText = null;
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        if (onText is not null)
        {
            parts.Insert(thoughts.Length, new TextPart("") { Signature = onText });
        }

        return turn with { Parts = parts };
    }

    private Kept? Find(string tenant, string call)
    {
        lock (_gate)
        {
            return _calls.TryGetValue((tenant, call), out var kept) && time.GetElapsedTime(kept.Since) < Life ? kept : null;
        }
    }

    private void Add(Kept kept)
    {
        lock (_gate)
        {
            _calls[kept.Name] = kept;
            _oldest.Enqueue(kept);
            _characters += kept.Size;
            while (_oldest.TryPeek(out var first) && (_oldest.Count > MaxCalls || _characters > MaxCharacters || time.GetElapsedTime(first.Since) >= Life))
            {
                _oldest.Dequeue();
                _characters -= first.Size;
                if (_calls.TryGetValue(first.Name, out var now) && ReferenceEquals(now, first))
                {
                    _calls.Remove(first.Name);
                }
            }
        }
    }

    /// <param name="Signed">The thoughts, in order.</param>
    /// <param name="OnCall">The call's own signature.</param>
    /// <param name="OnText">The one on the text beside it.</param>
    private sealed record Kept((string Tenant, string Call) Name, ReasoningPart[] Signed, string? OnCall, string? OnText, int Size, long Since);
}
