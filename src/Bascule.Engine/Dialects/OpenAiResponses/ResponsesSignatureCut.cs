using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>
/// A request that passes through may bring reasoning that another vendor encrypted: its items are spliced out. Those that we marked and that are this vendor's get
/// their mark taken off their id.
/// </summary>
internal static class ResponsesSignatureCut
{
    private const string Edit = "signatures";

    public static string? Apply(ReadOnlyMemory<byte> body, RequestProfile profile, string? signaturesOf, BodyEdits edits)
    {
        if (body.Span.IndexOf(W.EncryptedContent) < 0 || Input(body.Span, profile) is not { } input || body.Span[input.ValueStart] != '[')
        {
            return null;
        }

        using var reading = JsonReading.TryParse(body[input.ValueStart..input.ValueEnd], paths: false);
        var items = (reading?.Root.AsItems() ?? []).Select(item => Look(item, body, signaturesOf)).ToArray();
        foreach (var item in items.Where(item => item.Unmarked is not null))
        {
            var (start, end) = item.Id;
            edits.Splice(start, end, (byte[])[(byte)'"', .. JsonEncodedText.Encode(item.Unmarked!).EncodedUtf8Bytes, (byte)'"'], Edit);
        }

        Cut(items, edits);
        return Array.Exists(items, item => item.IsCut) ? W.Includes.EncryptedReasoning : null;
    }

    /// <summary>An item goes with the comma behind it; a run at the list's end goes with the comma before it.</summary>
    private static void Cut(Item[] items, BodyEdits edits)
    {
        var tail = Array.FindLastIndex(items, item => !item.IsCut) + 1;
        for (var at = 0; at < tail; at++)
        {
            if (items[at].IsCut)
            {
                edits.Splice(items[at].Start, items[at + 1].Start, default, Edit);
            }
        }

        if (tail < items.Length)
        {
            edits.Splice(tail > 0 ? items[tail - 1].End : items[0].Start, items[^1].End, default, Edit);
        }
    }

    private static Item Look(JsonNode item, ReadOnlyMemory<byte> body, string? signaturesOf)
    {
        var (start, end) = PlaceOf(item.Raw, body);
        var found = new Item(start, end, false, default, null);
        if (item[W.EncryptedContent] is not { IsText: true } proof || proof.AsText is not { Length: > 0 } content)
        {
            return found;
        }

        var id = item[W.Id];
        if (ForeignSignature.Marked(id.AsText) is not var (vendor, isRedaction, own))
        {
            return found with { IsCut = !ForeignSignature.MayBe(content, signaturesOf) };
        }

        return !isRedaction && vendor == signaturesOf
            ? found with { Id = PlaceOf(id.Raw, body), Unmarked = own.Length > 0 ? own : ResponsesIds.Asked("rs", start, 0) }
            : found with { IsCut = true };
    }

    private static (int Start, int End) PlaceOf(RawJson raw, ReadOnlyMemory<byte> body)
    {
        body.Span.Overlaps(raw.Utf8.Span, out var at);
        return (at, at + raw.Utf8.Length);
    }

    private static JsonMember? Input(ReadOnlySpan<byte> body, RequestProfile profile)
    {
        foreach (var member in profile.Members)
        {
            if (body[(member.NameStart + 1)..(member.NameEnd - 1)].SequenceEqual(W.Input))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Where an item stands in the body, whether it must go, and where its id stands if that is to be unmarked.</summary>
    private readonly record struct Item(int Start, int End, bool IsCut, (int Start, int End) Id, string? Unmarked);
}
