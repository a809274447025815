using System.Text;

namespace Bascule.Engine.Dialects;

/// <summary>Watches whether an answer goes round in a loop: whether its last bytes repeat a period of up to 256. Keeps nothing of a short answer, and 1 KB of a longer one.</summary>
/// <param name="from">Bytes before which nothing is kept: most answers end before.</param>
public sealed class LoopWatch(long from)
{
    /// <summary>A sentence or two: what models fall into. Longer periods are more likely a table's rows or a document's sections.</summary>
    public const int MaxPeriod = 256;

    /// <summary>What is kept at least, and what must be periodic for a loop to be seen at all.</summary>
    private const int Window = 2 * MaxPeriod;

    /// <summary>Bytes by which an earlier occurrence of the end is found.</summary>
    private const int Probe = 16;

    private byte[] _recent = [];
    private int _length;
    private int _period;
    private int _unprobed;
    private long _seen;

    /// <summary>Bytes of the loop the answer is in now; 0: in none.</summary>
    public long Run { get; private set; }

    /// <summary>The longest loop so far.</summary>
    public long Longest { get; private set; }

    /// <summary>The longest loop in the text.</summary>
    public static long LongestIn(ReadOnlySpan<byte> text)
    {
        var watch = new LoopWatch(0);
        watch.Take(text);
        return watch.Longest;
    }

    /// <inheritdoc cref="LongestIn(ReadOnlySpan{byte})"/>
    public static long LongestIn(string text)
    {
        var watch = new LoopWatch(0);
        watch.Take(text);
        return watch.Longest;
    }

    /// <summary>Takes what was said next. Its spelling does not matter, as long as it stays the same: a loop of escaped text is a loop.</summary>
    public void Take(ReadOnlySpan<byte> said)
    {
        _seen += said.Length;
        if (_seen < from)
        {
            return;
        }

        while (!said.IsEmpty)
        {
            var piece = said[..Math.Min(said.Length, Window)];
            said = said[piece.Length..];
            TakePiece(piece);
        }
    }

    /// <inheritdoc cref="Take(ReadOnlySpan{byte})"/>
    public void Take(ReadOnlySpan<char> said)
    {
        const int Letters = Window / 3;    // of three bytes at most; a pair of two takes four
        if (_seen + said.Length < from)
        {
            _seen += said.Length;
            return;
        }

        Span<byte> bytes = stackalloc byte[Window];
        while (!said.IsEmpty)
        {
            var piece = said[..Math.Min(said.Length, Letters)];
            said = said[piece.Length..];
            Take(bytes[..Encoding.UTF8.GetBytes(piece, bytes)]);
        }
    }

    private void TakePiece(ReadOnlySpan<byte> piece)
    {
        if (_recent.Length == 0)
        {
            _recent = new byte[2 * Window];
        }

        if (_length + piece.Length > _recent.Length)
        {
            _recent.AsSpan(_length - Window, Window).CopyTo(_recent);
            _length = Window;
        }

        piece.CopyTo(_recent.AsSpan(_length));
        if (_period > 0 && _recent.AsSpan(_length, piece.Length).SequenceEqual(_recent.AsSpan(_length - _period, piece.Length)))
        {
            Run += piece.Length;
        }
        else if (_period > 0)
        {
            (_period, Run, _unprobed) = (0, 0, 0);
        }

        _length += piece.Length;
        _unprobed += piece.Length;
        if (_period == 0 && _unprobed >= Window && _length >= Window)
        {
            (_unprobed, _period) = (0, PeriodOf(_recent.AsSpan(_length - Window, Window)));
            Run = _period > 0 ? Window : 0;
        }

        Longest = Math.Max(Longest, Run);
    }

    /// <summary>The shortest period of a window, or 0. An earlier place of its last bytes says which may be one; most text has none.</summary>
    private static int PeriodOf(ReadOnlySpan<byte> window)
    {
        const int First = Window - MaxPeriod - Probe;    // an earlier place before this one is too far away
        var end = window[^Probe..];
        var to = Window - 1;
        while (window[First..to].LastIndexOf(end) is >= 0 and var at)
        {
            var period = MaxPeriod - at;
            if (window[period..].SequenceEqual(window[..^period]))
            {
                return period;
            }

            to = First + at + Probe - 1;
        }

        return 0;
    }
}
