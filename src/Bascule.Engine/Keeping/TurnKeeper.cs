using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Keeping;

/// <summary>Keeps the turns of conversations that callers go on with by the id of an answer.</summary>
public sealed class TurnKeeper(ResponseMemory memory, TimeProvider time)
{
    /// <summary>What one turn may hold: input and answer together. A larger one is not kept.</summary>
    public const int MaxContent = 16 * 1024 * 1024;

    /// <summary>Turns that one conversation may have.</summary>
    public const int MaxTurns = 1_000;

    /// <summary>Opens a turn: what it goes on from is found, and the body is made whole where Bascule keeps the turns.</summary>
    /// <param name="tenant">Whose; null while no keys are asked for: then an unknown id is the provider's business.</param>
    /// <param name="mode">Where the route keeps turns.</param>
    /// <param name="mayKeep">Whether turns of a class may be kept on this route.</param>
    /// <param name="classOf">The request's class, given that of what was said before.</param>
    public async ValueTask<Read<OpenTurn>> OpenAsync(
        ReadOnlyMemory<byte> body, RequestProfile profile, string? tenant, StateMode mode, Func<DataClass, bool> mayKeep, Func<DataClass?, DataClass> classOf, CancellationToken cancel)
    {
        var wish = TurnWish.Read(body, profile);
        var previous = wish.Previous is { } id && mode != StateMode.Off ? await memory.FindAsync(tenant ?? "", id, cancel) : null;
        if (mode != StateMode.Off && !mayKeep(classOf(previous?.DataClass)))
        {
            mode = StateMode.Off;
        }

        if (mode == StateMode.Off)
        {
            return wish.Previous is not null || wish.Conversation || wish.Background
                ? Off(wish)
                : new OpenTurn { Mode = mode, Body = TurnWish.Rewrite(body, profile, input: null) };
        }

        if (mode == StateMode.Bascule && (wish.Conversation || wish.Background))
        {
            return NotHere(wish.Conversation ? "conversation" : "background");
        }

        // Nobody made a conversation through this gateway, so a named one is not known to be this tenant's.
        if (wish.Conversation && tenant is not null)
        {
            return new Failure(Blame.Caller, FailureKind.UnknownPath, "conversation_not_found", "There is no conversation with this id among yours.") { Param = "conversation" };
        }

        if (wish.Previous is not null && previous is null && (mode == StateMode.Bascule || tenant is not null))
        {
            return PreviousNotFound(wish.Previous);
        }

        if (mode == StateMode.Upstream)
        {
            return previous is { IsOurs: true } ? PreviousNotFound(wish.Previous!) : new OpenTurn { Mode = mode, Keeps = wish.Store, Previous = previous };
        }

        return await GoOnAsync(body, profile, wish, previous, cancel);
    }

    /// <summary>The class of a turn rose after it was opened, and it may be kept nowhere any more.</summary>
    /// <param name="rewritten">The body to send in the place of this one; null: this one.</param>
    /// <returns>The refusal of a turn that its provider alone could go on with; null: it goes on unkept.</returns>
    public static Failure? Unkeep(OpenTurn turn, ReadOnlyMemory<byte> body, RequestProfile profile, out byte[]? rewritten)
    {
        rewritten = null;
        if (!turn.Keeps && turn.Previous is null)
        {
            return null;
        }

        turn.Keeps = false;
        var wish = TurnWish.Read(body, profile);
        if (turn.Mode != StateMode.Upstream)
        {
            return null;
        }

        if (wish.Previous is not null || wish.Conversation || wish.Background)
        {
            return Off(wish);
        }

        rewritten = TurnWish.Rewrite(body, profile, input: null);
        return null;
    }

    /// <summary>Why a turn cannot be gone on with on this route.</summary>
    public static Failure PreviousNotFound(string id) =>
        new(Blame.Caller, FailureKind.UnknownPath, "previous_response_not_found", $"Previous response with id '{(id.Length <= 128 ? id : id[..128])}' not found.") { Param = "previous_response_id" };

    /// <summary>A provider made an id for a turn.</summary>
    public void Minted(OpenTurn turn, string? tenant, DataClass dataClass, string id, AttemptReport made)
    {
        if (turn is { Mode: StateMode.Upstream, Keeps: true })
        {
            memory.Remember(New(tenant, id, made, dataClass) with { Owner = turn.Owner, Previous = turn.Previous?.Id });
        }
    }

    /// <summary>The caller is about to get a whole answer.</summary>
    /// <param name="answer">A response object, or the last event of a stream that holds one.</param>
    public void Answered(OpenTurn turn, string? tenant, DataClass dataClass, ReadOnlyMemory<byte> answer, AttemptReport made)
    {
        if (turn is not { Mode: StateMode.Bascule, Keeps: true })
        {
            return;
        }

        using var reading = JsonReading.TryParse(answer, paths: false);
        var response = reading?.Root["response"u8] is { IsObject: true } inner ? inner : reading?.Root;
        if (response?["id"u8].AsText is not { Length: > 0 } id || turn.Items.Length + answer.Length > MaxContent)
        {
            return;
        }

        var content = new ArrayBufferWriter<byte>(turn.Items.Length + answer.Length + 32);
        content.Write("{\"input\":["u8);
        content.Write(turn.Items);
        content.Write("],\"response\":"u8);
        content.Write(response.Value.Raw.Utf8.Span);
        content.Write("}"u8);
        memory.Remember(New(tenant, id, made, dataClass) with { Owner = turn.Owner, Previous = turn.Previous?.Id, Content = content.WrittenMemory });
    }

    private KeptResponse New(string? tenant, string id, AttemptReport made, DataClass dataClass) =>
        new(tenant ?? "", id, made.Target.Deployment.Name, dataClass, time.GetUtcNow() + ResponseMemory.Life);

    /// <summary>The whole conversation before this turn stands before its own input.</summary>
    private async ValueTask<Read<OpenTurn>> GoOnAsync(ReadOnlyMemory<byte> body, RequestProfile profile, TurnWish wish, KeptResponse? previous, CancellationToken cancel)
    {
        var items = TurnWish.Items(body, profile);
        var before = new List<byte[]>();
        long size = items.Length;
        for (var turn = previous; turn is not null;)
        {
            if (!turn.IsOurs || before.Count == MaxTurns)
            {
                return PreviousNotFound(wish.Previous!);
            }

            before.Add(ItemsOf(turn.Content));
            size += before[^1].Length;
            if (turn.Previous is not { } earlier)
            {
                break;
            }

            if (size > MaxContent || await memory.FindAsync(turn.Tenant, earlier, cancel) is not { } found)
            {
                return PreviousNotFound(earlier);
            }

            turn = found;
        }

        before.Reverse();
        var input = Join([.. before, items]);
        return new OpenTurn { Mode = StateMode.Bascule, Keeps = wish.Store, Previous = previous, Items = items, Body = TurnWish.Rewrite(body, profile, input) };
    }

    /// <summary>What a kept turn put in and got out, as one list.</summary>
    private static byte[] ItemsOf(ReadOnlyMemory<byte> content)
    {
        using var reading = JsonReading.TryParse(content, paths: false);
        var items = new[] { reading?.Root["input"u8], reading?.Root["response"u8]["output"u8] };
        return Join([.. items.SelectMany(list => list?.AsItems() ?? []).Where(item => !IsBareId(item)).Select(item => item.Raw.Utf8.ToArray())]);
    }

    /// <summary>Reasoning of which the provider gave an id and nothing else: it keeps none under that id, and refuses a turn that names it.</summary>
    private static bool IsBareId(JsonNode item) =>
        item["type"u8].AsText == "reasoning" && string.IsNullOrEmpty(item["encrypted_content"u8].AsText) && !item["summary"u8].AsItems().Any() && !item["content"u8].AsItems().Any();

    private static byte[] Join(IReadOnlyList<byte[]> lists)
    {
        var joined = new ArrayBufferWriter<byte>(lists.Sum(list => list.Length + 1) + 1);
        foreach (var list in lists.Where(list => list.Length > 0))
        {
            if (joined.WrittenCount > 0)
            {
                joined.Write(","u8);
            }

            joined.Write(list);
        }

        return joined.WrittenSpan.ToArray();
    }

    private static Failure Off(TurnWish wish)
    {
        var member = wish.Previous is not null ? "previous_response_id" : wish.Conversation ? "conversation" : "background";
        return new Failure(Blame.Policy, FailureKind.Malformed, "state_off", $"This route keeps no turns, so '{member}' has no meaning.")
        {
            Param = member, Mend = "Send the whole conversation in 'input'.",
        };
    }

    private static Failure NotHere(string member) =>
        new(Blame.Caller, FailureKind.Malformed, "unsupported_parameter", $"'{member}' works only where the provider keeps the turns.")
        {
            Param = member, Mend = "Leave it out, or ask a route with state: upstream.",
        };
}
