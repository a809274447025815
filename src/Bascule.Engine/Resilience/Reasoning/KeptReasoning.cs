using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Reasoning;

/// <summary>
/// Signed reasoning, kept by tool-call id for callers whose client does not send it back. A vendor wants it unchanged in a tool loop; without it reasoning is switched off.
/// A tenant finds only his own.
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
        var size = signed.Sum(part => part.Text.Length + (part.Signature?.Length ?? 0) + (part.Redacted?.Length ?? 0));
        foreach (var call in answer.OfType<ToolCallPart>().Where(call => signed.Length > 0 || call.Signature is not null))
        {
            Add(new Kept((tenant, call.Id), signed, call.Signature, size + (call.Signature?.Length ?? 0), time.GetTimestamp()));
        }
    }

    /// <summary>Puts kept reasoning back into the assistant's turns that lack theirs. The request itself where nothing is to be put back.</summary>
    public ChatRequest Restore(string tenant, ChatRequest request)
    {
        request = RestoreCalls(tenant, request);
        if (request.Reasoning is null or { Enabled: false } || !request.Turns.Any(Lacks))
        {
            return request;
        }

        return request with { Turns = [.. request.Turns.Select(turn => Lacks(turn) && Find(tenant, turn) is { } signed ? Restored(turn, signed) : turn)] };
    }

    /// <summary>A signature on a call itself (Gemini) is wanted back whether or not the caller asks for reasoning.</summary>
    private ChatRequest RestoreCalls(string tenant, ChatRequest request) => !request.Turns.Any(turn => turn.Parts.Any(part => SignatureFor(tenant, part) is not null))
        ? request
        : request with
        {
            Turns = [.. request.Turns.Select(turn => turn with
            {
                Parts = [.. turn.Parts.Select(part => SignatureFor(tenant, part) is { } signature ? (ToolCallPart)part with { Signature = signature } : part)],
            })],
        };

    private string? SignatureFor(string tenant, Part part)
    {
        if (part is not ToolCallPart { Signature: null } call)
        {
            return null;
        }

        lock (_gate)
        {
            return _calls.TryGetValue((tenant, call.Id), out var kept) && time.GetElapsedTime(kept.Since) < Life ? kept.OfCall : null;
        }
    }

    private static bool IsSigned(ReasoningPart part) => part is { Signature.Length: > 0 } or { Redacted.Length: > 0 };

    private static bool Lacks(Turn turn) =>
        turn.Role == Role.Assistant && turn.Parts.Any(part => part is ToolCallPart) && !turn.Parts.OfType<ReasoningPart>().Any(IsSigned);

    /// <summary>The client may have sent the readable text back: the signed part holds it too.</summary>
    private static Turn Restored(Turn turn, ReasoningPart[] signed) =>
        turn with { Parts = [.. signed, .. turn.Parts.Where(part => part is not ReasoningPart)] };

    private ReasoningPart[]? Find(string tenant, Turn turn)
    {
        lock (_gate)
        {
            foreach (var call in turn.Parts.OfType<ToolCallPart>())
            {
                if (_calls.TryGetValue((tenant, call.Id), out var kept) && kept.Signed.Length > 0 && time.GetElapsedTime(kept.Since) < Life)
                {
                    return kept.Signed;
                }
            }
        }

        return null;
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

    private sealed record Kept((string Tenant, string Call) Name, ReasoningPart[] Signed, string? OfCall, int Size, long Since);
}
