using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Guardrails.Reading;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>Finds what is to be masked in one decoded text.</summary>
public delegate void MaskFinder(ReadOnlySpan<byte> text, List<Finding> found);

/// <summary>A body with placeholders in the place of values, and what stands behind them.</summary>
/// <param name="Counts">How many places of each kind were masked.</param>
public sealed record MaskedBody(byte[] Body, Vault Vault, IReadOnlyDictionary<string, int> Counts);

/// <summary>
/// Puts placeholders into a body's own bytes; nothing else of it changes. Texts are taken in the order of the conversation: instructions and tools, turns, all else. What a text
/// becomes follows from it and those before it alone, so that a history that grows keeps the bytes of its beginning.
/// </summary>
public sealed class Masker
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly RequestProfile _profile;
    private readonly MaskFinder _find;
    private readonly int _before;
    private readonly Vault _vault;
    private readonly KnownValues _known = new();
    private readonly List<Finding> _found = [];
    private readonly List<Splice> _splices = [];    // bounded by the body
    private readonly List<Splice> _inDocument = [];    // bounded by the document
    private (int Start, int End, byte[] Plain) _document;
    private readonly Dictionary<string, int> _counts = [];

    private Masker(ReadOnlyMemory<byte> body, RequestProfile profile, Vault? before, MaskFinder find) => (_body, _profile, _vault, _before, _find) = (body, profile, before ?? new Vault(), before?.Count ?? 0, find);

    /// <summary>Masks a body. Null, or why it cannot be.</summary>
    /// <param name="profile">What a scan of this body found.</param>
    /// <param name="before">What stands behind the placeholders that it holds already; null: it holds none.</param>
    /// <param name="masked">Null where nothing is to be masked.</param>
    public static Failure? Mask(ReadOnlyMemory<byte> body, RequestProfile profile, Vault? before, MaskFinder find, out MaskedBody? masked)
    {
        var masker = new Masker(body, profile, before, find);
        masker.Run();
        masked = masker._splices.Count == 0 || masker.IsFull ? null : new MaskedBody(Spliced(body.Span, masker._splices), masker._vault, masker._counts);
        if (!masker.IsFull)
        {
            return null;
        }

        return new Failure(Blame.Policy, FailureKind.Forbidden, "masking_full", $"More than {Vault.MaxValues} different values would have to be masked.") { Mend = "Send less at once." };
    }

    private bool IsFull => _vault.IsFull || _known.IsFull;

    private void Run()
    {
        foreach (var order in Enum.GetValues<SpokenOrder>())
        {
            if (_profile.Members.Any(member => SpokenOrders.Of(_body.Span, member) == order))
            {
                Walk(order);
            }
        }
    }

    private void Walk(SpokenOrder order)
    {
        var texts = new BodyTexts(_body.Span);
        while (!IsFull && texts.Next())
        {
            if (OrderAt(texts.Start) != order)
            {
                continue;
            }

            Search(texts.Text);
            foreach (var found in _found)
            {
                if (Put(texts.Text.Slice(found.Start, found.Length), found.Kind) is not { } placeholder)
                {
                    break;    // there is no room, and the request will be refused
                }

                if (texts.Form == TextForm.Encoded)
                {
                    Open(texts.Start, texts.End, texts.Document);
                    var (start, end) = texts.LocateInDocument(found.Start, found.Length);
                    _inDocument.Add(new Splice(start, end, Written(placeholder, texts.DocumentForm)));
                }
                else
                {
                    var (start, end) = texts.Locate(found.Start, found.Length);
                    _splices.Add(new Splice(start, end, Written(placeholder, texts.Form)));
                }
            }
        }

        Close();
        texts.Dispose();
    }

    private SpokenOrder OrderAt(int place)
    {
        foreach (var member in _profile.Members)
        {
            if (place < member.ValueEnd)
            {
                return SpokenOrders.Of(_body.Span, member);
            }
        }

        return SpokenOrder.Beside;
    }

    /// <summary>What is found in a text, in order; what overlaps is one. What its context gave away is looked for in all of the text.</summary>
    private void Search(ReadOnlySpan<byte> text)
    {
        _found.Clear();
        _find(text, _found);
        Settle();
        foreach (var found in _found)
        {
            _known.Add(text.Slice(found.Start, found.Length), found.Kind);
        }

        _known.Find(text, _found);
        for (var at = text.IndexOf((byte)'<'); at >= 0;)
        {
            if (Placeholder.Length(text[at..]) is > 0 and var length && !IsOurs(text.Slice(at, length)))
            {
                _found.Add(new Finding(Placeholder.Lookalike, at, length));
            }

            var next = text[(at + 1)..].IndexOf((byte)'<');
            at = next < 0 ? -1 : at + 1 + next;
        }

        Settle();
    }

    private void Settle()
    {
        if (_found.Count < 2)
        {
            return;
        }

        _found.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var last = 0;
        for (var i = 1; i < _found.Count; i++)
        {
            var (before, next) = (_found[last], _found[i]);
            if (next.Start >= before.Start + before.Length)
            {
                _found[++last] = next;
            }
            else if (next.Start + next.Length > before.Start + before.Length)
            {
                _found[last] = before with { Length = next.Start + next.Length - before.Start };
            }
        }

        _found.RemoveRange(last + 1, _found.Count - last - 1);
    }

    /// <summary>It was put there by those that masked before.</summary>
    private bool IsOurs(ReadOnlySpan<byte> placeholder) => _before > 0 && _vault.Find(Encoding.UTF8.GetString(placeholder)) is not null;

    private string? Put(ReadOnlySpan<byte> bytes, string kind)
    {
        var before = _vault.Count;
        var value = Encoding.UTF8.GetString(bytes);
        if (_vault.Put(kind, value) is not { } placeholder)
        {
            return null;
        }

        if (_vault.Count > before && kind != Placeholder.Lookalike)
        {
            _known.Add(bytes, kind);
        }

        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return placeholder;
    }

    private static byte[] Written(string placeholder, TextForm form) => Encoding.UTF8.GetBytes(form switch
    {
        TextForm.Number => $"\"{placeholder}\"",
        TextForm.NumberInJson => $"\\\"{placeholder}\\\"",
        _ => placeholder,
    });

    /// <summary>A document in base64 is masked as the walk decoded it, and put in again once the walk is past it.</summary>
    private void Open(int start, int end, ReadOnlySpan<byte> plain)
    {
        if (_inDocument.Count > 0 && _document.Start == start)
        {
            return;
        }

        Close();
        _document = (start, end, plain.ToArray());
    }

    private void Close()
    {
        if (_inDocument.Count == 0)
        {
            return;
        }

        var raw = _body.Span[_document.Start.._document.End];
        var written = new byte[raw.Length];
        var length = JsonEscapes.Decode(raw, written);
        var head = MediaText.TryDataUrl(written.AsSpan(0, length), out _, out _, out var data) ? default(EscapeCursor).RawOffset(raw, length - data.Length) : 0;
        _splices.Add(new Splice(_document.Start + head, _document.End, Encoding.ASCII.GetBytes(Convert.ToBase64String(Spliced(_document.Plain, _inDocument)))));
        _inDocument.Clear();
    }

    private static byte[] Spliced(ReadOnlySpan<byte> whole, List<Splice> splices)
    {
        splices.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        using var spliced = new MemoryStream(whole.Length + 256);
        var at = 0;
        foreach (var (start, end, with) in splices)
        {
            if (start < at)
            {
                continue;    // within what was replaced as a whole
            }

            spliced.Write(whole[at..start]);
            spliced.Write(with);
            at = end;
        }

        spliced.Write(whole[at..]);
        return spliced.ToArray();
    }

    private readonly record struct Splice(int Start, int End, byte[] With);
}
