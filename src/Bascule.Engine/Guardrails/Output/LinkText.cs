using System.Buffers;
using System.Text;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Guardrails.Detection.Normal;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>A text as clients read a link in it: character references are what they stand for, Markdown's back-slashes are gone, and so are tabs and line ends written as references; with the way back.</summary>
internal readonly ref struct LinkText
{
    private readonly byte[] _bytes;
    private readonly int[] _places;
    private readonly int _length;

    public LinkText(ReadOnlySpan<byte> text)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(text.Length);    // nothing becomes longer
        _places = ArrayPool<int>.Shared.Rent(text.Length + 1);
        Span<byte> letter = stackalloc byte[4];
        for (var at = 0; at < text.Length;)
        {
            letter[0] = text[at];
            var used = text[at] switch
            {
                (byte)'&' => Reference(text[at..], letter, out var count) is var read ? (read, count) : default,
                (byte)'\\' when at + 1 < text.Length && text[at + 1] == '\\' => (2, 1),
                (byte)'\\' when at + 1 < text.Length && char.IsAsciiLetterOrDigit((char)text[at + 1]) is false && text[at + 1] is > 0x20 and < 0x7F => (1, 0),
                _ => (1, 1),
            };
            letter[..used.Item2].CopyTo(_bytes.AsSpan(_length));
            _places.AsSpan(_length, used.Item2).Fill(at);
            _length += used.Item2;
            at += used.Item1;
        }

        _places[_length] = text.Length;
    }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>It is read as it stands.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'&', (byte)'\\') < 0;

    /// <summary>Where a finding stands in the text that was given.</summary>
    public Finding Back(Finding found) => new(found.Kind, _places[found.Start], _places[found.Start + found.Length] - _places[found.Start]);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<int>.Shared.Return(_places);
    }

    /// <summary>How long a reference is, 1 where there is none, and how many bytes it stands for.</summary>
    private static int Reference(ReadOnlySpan<byte> text, Span<byte> letter, out int count)
    {
        if (Entities.Read(text, out var rune) is > 0 and var length)
        {
            count = rune.Value is '\t' or '\n' or '\r' ? 0 : rune.EncodeToUtf8(letter);
            return length;
        }

        // Addresses are read without tabs and line ends.
        count = 0;
        foreach (var blank in (ReadOnlySpan<string>)["&#9;", "&#10;", "&#13;", "&#x9;", "&#xa;", "&#xd;"])
        {
            if (text.Length >= blank.Length && Ascii.EqualsIgnoreCase(text[..blank.Length], blank))
            {
                return blank.Length;
            }
        }

        count = 1;
        return 1;
    }
}
