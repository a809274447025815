namespace Bascule.Engine.Dialects.Json;

/// <summary>Cuts one JSON array into its elements, as they come. An array that is not closed was cut; an object in its place is the only element.</summary>
public sealed class JsonArrayReader : BufferedFrameReader
{
    private int _depth;          // of the element now being read
    private int _dataAt = -1;    // where it begins in what is pending; below zero: not yet
    private bool _inText;
    private bool _escaped;
    private bool _open;
    private bool _closed;
    private bool _over;

    public override void Complete()
    {
        _over = true;
        base.Complete();
    }

    public override bool TryRead(out Frame frame)
    {
        if (base.TryRead(out frame))
        {
            return true;
        }

        if (_over && !_closed)
        {
            Trouble ??= "The upstream ended the stream inside its JSON array.";
        }

        return false;
    }

    protected override Cut? TryCut(ReadOnlySpan<byte> pending, ref int scanned, bool over)
    {
        while (scanned < pending.Length)
        {
            var one = pending[scanned++];
            if (_dataAt < 0)
            {
                if (TakeBetween(one, scanned - 1))
                {
                    continue;
                }

                return _closed && Trouble is null ? Whole(scanned, default) : null;
            }

            if (TakeInside(one))
            {
                var data = _dataAt..scanned;
                _dataAt = -1;
                _closed = !_open;
                return Whole(scanned, data);
            }
        }

        // What follows the end is white space, and goes through as it is.
        return _closed && _dataAt < 0 ? Whole(pending.Length, default) : null;
    }

    private static Cut Whole(int length, Range data) => new(length, default, data, !data.Equals(default));

    /// <summary>A byte between elements. False: the array ends here, or what stands here belongs to none.</summary>
    private bool TakeBetween(byte one, int at)
    {
        switch (one)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return true;
            case 0xEF or 0xBB or 0xBF when !_open && !_closed:
                return true;    // a byte order mark
            case (byte)'[' when !_open && !_closed:
                return _open = true;
            case (byte)',' when _open && !_closed:
                return true;
            case (byte)']' when _open && !_closed:
                _closed = true;
                return false;
            case (byte)'{' when !_closed:
                (_dataAt, _depth) = (at, 1);
                return true;
            default:
                Trouble ??= "The upstream's stream is neither events nor a JSON array of objects.";
                return false;
        }
    }

    /// <summary>A byte of an element. True: it is the last.</summary>
    private bool TakeInside(byte one)
    {
        if (_escaped)
        {
            _escaped = false;
        }
        else if (_inText)
        {
            _escaped = one == '\\';
            _inText = one != '"';
        }
        else if (one == '"')
        {
            _inText = true;
        }
        else if (one is (byte)'{' or (byte)'[')
        {
            _depth++;
        }
        else if (one is (byte)'}' or (byte)']')
        {
            return --_depth == 0;
        }

        return false;
    }
}
