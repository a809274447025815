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
    private readonly List<(int Start, int End, byte[] With)> _splices = [];    // bounded by the body
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
        masked = masker._splices.Count == 0 ? null : new MaskedBody(masker.Spliced(), masker._vault, masker._counts);
        if (masked is null || !masker._vault.IsFull)
        {
            return null;
        }

        masked = null;
        return new Failure(Blame.Policy, FailureKind.Forbidden, "masking_full", $"More than {Vault.MaxValues} different values would have to be masked.") { Mend = "Send less at once." };
    }

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
        var encoded = -1;
        while (texts.Next())
        {
            if (texts.Start == encoded || OrderAt(texts.Start) != order)
            {
                continue;
            }

            if (texts.Form == TextForm.Encoded)
            {
                encoded = texts.Start;    // the texts within it have no place of their own: it is masked as one
                MaskEncoded(texts.Start, texts.End);
                continue;
            }

            Search(texts.Text);
            foreach (var found in _found)
            {
                if (Put(texts.Text.Slice(found.Start, found.Length), found.Kind) is { } placeholder)
                {
                    var (start, end) = texts.Locate(found.Start, found.Length);
                    _splices.Add((start, end, Encoding.UTF8.GetBytes(Written(placeholder, texts.Form))));
                }
            }
        }

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

    /// <summary>What is found in a text, in order; what overlaps is one.</summary>
    private void Search(ReadOnlySpan<byte> text)
    {
        _found.Clear();
        _find(text, _found);
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
            _known.Add(bytes);
        }

        var counted = kind.Length > 0 ? kind : "again";
        _counts[counted] = _counts.GetValueOrDefault(counted) + 1;
        return placeholder;
    }

    private static string Written(string placeholder, TextForm form) => form switch
    {
        TextForm.Number => $"\"{placeholder}\"",
        TextForm.NumberInJson => $"\\\"{placeholder}\\\"",
        _ => placeholder,
    };

    /// <summary>A document in base64 is taken out of it, masked, and put in again.</summary>
    private void MaskEncoded(int start, int end)
    {
        var raw = _body.Span[start..end];
        var text = Encoding.UTF8.GetString(raw).Replace("\\/", "/", StringComparison.Ordinal);
        var from = text.StartsWith("data:", StringComparison.Ordinal) ? text.IndexOf(',', StringComparison.Ordinal) + 1 : 0;
        var decoded = new byte[text.Length];
        if (!Convert.TryFromBase64String(Padded(text[from..]), decoded, out var length))
        {
            return;
        }

        var plain = decoded.AsSpan(0, length);
        Search(plain);
        if (_found.Count == 0)
        {
            return;
        }

        using var masked = new MemoryStream(length);
        var at = 0;
        foreach (var found in _found)
        {
            if (Put(plain.Slice(found.Start, found.Length), found.Kind) is { } placeholder)
            {
                masked.Write(plain[at..found.Start]);
                masked.Write(Encoding.UTF8.GetBytes(placeholder));
                at = found.Start + found.Length;
            }
        }

        masked.Write(plain[at..]);
        _splices.Add((start, end, Encoding.UTF8.GetBytes(text[..from] + Convert.ToBase64String(masked.ToArray()))));
    }

    private static string Padded(string base64)
    {
        var usual = base64.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return usual + new string('=', (4 - (usual.Length % 4)) % 4);
    }

    private byte[] Spliced()
    {
        _splices.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        using var spliced = new MemoryStream(_body.Length + 256);
        var at = 0;
        foreach (var (start, end, with) in _splices)
        {
            if (start < at)
            {
                continue;    // within what was replaced as a whole
            }

            spliced.Write(_body.Span[at..start]);
            spliced.Write(with);
            at = end;
        }

        spliced.Write(_body.Span[at..]);
        return spliced.ToArray();
    }
}
