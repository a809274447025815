using System.Text;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>
/// The end of one part's text, as UTF-8 for the finders, with the place of each byte among the characters that were said. Within JSON (a call's arguments) the escapes
/// are taken out, however the pieces cut them, and what stands in a string is told from what stands bare.
/// </summary>
internal sealed class SaidText(bool json)
{
    private byte[] _bytes = new byte[1024];
    private int[] _places = new int[1024];    // the character at which each byte was said
    private Standing[] _standings = new Standing[1024];
    private int _length;
    private bool _inString;
    private string _cut = "";

    /// <summary>Characters said so far.</summary>
    public int Said { get; private set; }

    /// <summary>No more will be said.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Something of it was forgotten: the first byte is not where the text began.</summary>
    public bool IsTail { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public int Length => _length;

    /// <summary>The character at which a byte was said; for the byte behind the last one, the next to be said.</summary>
    public int Place(int at) => at < _length ? _places[at] : Said - _cut.Length;

    public Standing StandingAt(int at) => _standings[at];

    /// <summary>The first byte that was said at a character or behind it.</summary>
    public int ByteAt(int place)
    {
        var at = _places.AsSpan(0, _length).BinarySearch(place);
        if (at < 0)
        {
            return ~at;
        }

        while (at > 0 && _places[at - 1] == place)
        {
            at--;
        }

        return at;
    }

    public void Add(string piece)
    {
        var text = _cut.Length == 0 ? piece : _cut + piece;
        var from = Said - _cut.Length;
        Said += piece.Length;
        _cut = "";
        for (var at = 0; at < text.Length;)
        {
            var used = Take(text.AsSpan(at), out var letter);
            if (used == 0)
            {
                _cut = text[at..];
                return;
            }

            Append(letter, from + at, Stand(text[at]));
            at += used;
        }
    }

    /// <summary>Forgets what was said before a byte.</summary>
    public void Cut(int before)
    {
        if (before <= 0)
        {
            return;
        }

        _bytes.AsSpan(before, _length - before).CopyTo(_bytes);
        _places.AsSpan(before, _length - before).CopyTo(_places);
        _standings.AsSpan(before, _length - before).CopyTo(_standings);
        _length -= before;
        IsTail = true;
    }

    /// <summary>Forgets what was said from a character on: nobody got it.</summary>
    public void Unsay(int place)
    {
        if (place >= Said)
        {
            return;
        }

        var at = ByteAt(place);
        if (at < _length)
        {
            _inString = _standings[at] is Standing.Quoted or Standing.Closes;
        }

        _length = at;
        (Said, _cut) = (place, "");
    }

    /// <summary>One character and how much of the text says it; 0: the rest of it comes with the next piece.</summary>
    private int Take(ReadOnlySpan<char> text, out Rune letter)
    {
        if (json && text[0] == '\\')
        {
            return TakeEscape(text, out letter);
        }

        if (Rune.DecodeFromUtf16(text, out letter, out var used) == System.Buffers.OperationStatus.NeedMoreData)
        {
            return 0;
        }

        return used;
    }

    private static int TakeEscape(ReadOnlySpan<char> text, out Rune letter)
    {
        letter = Rune.ReplacementChar;
        if (text.Length < 2 || (text[1] == 'u' && text.Length < 6))
        {
            return 0;
        }

        if (text[1] != 'u')
        {
            letter = new Rune(text[1] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other when char.IsSurrogate(other) => '\ufffd', var other => other });
            return 2;
        }

        if (!ushort.TryParse(text.Slice(2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit))
        {
            return 2;
        }

        if (!char.IsSurrogate((char)unit))
        {
            letter = new Rune((char)unit);
            return 6;
        }

        if (char.IsHighSurrogate((char)unit) && text.Length < 12 && (text.Length == 6 || (text[6] == '\\' && (text.Length == 7 || text[7] == 'u'))))
        {
            return 0;
        }

        if (text.Length >= 12 && text[6] == '\\' && text[7] == 'u' && ushort.TryParse(text.Slice(8, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var low) && Rune.TryCreate((char)unit, (char)low, out letter))
        {
            return 12;
        }

        letter = Rune.ReplacementChar;
        return 6;
    }

    private Standing Stand(char first)
    {
        if (!json)
        {
            return Standing.Quoted;
        }

        if (first != '"')
        {
            return _inString ? Standing.Quoted : Standing.Bare;
        }

        _inString = !_inString;
        return _inString ? Standing.Opens : Standing.Closes;
    }

    private void Append(Rune letter, int place, Standing standing)
    {
        if (_length + 4 > _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
            Array.Resize(ref _places, _places.Length * 2);
            Array.Resize(ref _standings, _standings.Length * 2);
        }

        var count = letter.EncodeToUtf8(_bytes.AsSpan(_length));
        _places.AsSpan(_length, count).Fill(place);
        _standings.AsSpan(_length, count).Fill(standing);
        _length += count;
    }
}
