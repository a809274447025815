namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Groups of digits with a space, a dash, a dot, a slash or brackets between: what people write a long number as.</summary>
internal ref struct Cluster
{
    // A card of nineteen digits, and one to see that it goes on.
    public const int MaxDigits = 20;
    public const int MaxGroups = 9;

    private readonly Span<byte> _digits;
    private readonly Span<Group> _groups;

    private Cluster(Span<byte> digits, Span<Group> groups)
    {
        _digits = digits;
        _groups = groups;
    }

    public readonly ReadOnlySpan<byte> Digits => _digits[..Count];

    public readonly ReadOnlySpan<Group> Groups => _groups[..Size];

    public int Count { get; private set; }

    public int Size { get; private set; }

    public readonly int Start => _groups[0].Start;

    /// <summary>Reads on from a first digit. The spans are the caller's: <see cref="MaxDigits"/> and <see cref="MaxGroups"/> long.</summary>
    public static Cluster Read(ReadOnlySpan<byte> text, int at, Span<byte> digits, Span<Group> groups)
    {
        var cluster = new Cluster(digits, groups);
        byte separator = 0;
        while (true)
        {
            var start = at;
            while (at < text.Length && cluster.Count < MaxDigits && Bytes.IsDigit(text[at]))
            {
                digits[cluster.Count++] = text[at++];
            }

            groups[cluster.Size++] = new Group(start, at - start, separator);
            var next = Separator(text, at, out separator);
            if (next == 0 || cluster.Size == MaxGroups || cluster.Count == MaxDigits)
            {
                return cluster;
            }

            at = next;
        }
    }

    /// <summary>How many groups from the first make exactly so many digits, where the number may end behind them; else 0.</summary>
    public readonly int Take(ReadOnlySpan<byte> text, int digits)
    {
        var sum = 0;
        for (var size = 1; size <= Size; size++)
        {
            sum += _groups[size - 1].Length;
            if (sum >= digits)
            {
                return sum == digits && EndsAt(text, size) ? size : 0;
            }
        }

        return 0;
    }

    /// <summary>Whether the number may end behind so many groups: nothing but a space parts it from what follows.</summary>
    public readonly bool EndsAt(ReadOnlySpan<byte> text, int size) =>
        size < Size ? _groups[size].Separator == ' ' : Edge.Right(text, _groups[size - 1].End);

    /// <summary>Whether the first groups are of these lengths.</summary>
    public readonly bool Is(ReadOnlySpan<byte> lengths)
    {
        if (lengths.Length > Size)
        {
            return false;
        }

        for (var i = 0; i < lengths.Length; i++)
        {
            if (_groups[i].Length != lengths[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The separator between the first groups where it is the same everywhere, else 0.</summary>
    public readonly byte Same(int size)
    {
        for (var i = 2; i < size; i++)
        {
            if (_groups[i].Separator != _groups[1].Separator)
            {
                return 0;
            }
        }

        return size > 1 ? _groups[1].Separator : (byte)0;
    }

    public readonly int Digit(int at) => _digits[at] - '0';

    // Where the next digits begin behind one separator, 0 where none do. A bracket counts more than a slash, a slash more than a dash, a dash more than a dot.
    private static int Separator(ReadOnlySpan<byte> text, int at, out byte separator)
    {
        separator = 0;
        var next = at;
        while (next < text.Length && next - at < 3 && text[next] is (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/' or (byte)'(' or (byte)')')
        {
            separator = Weight(text[next]) > Weight(separator) ? text[next] : separator;
            next++;
        }

        return next > at && next < text.Length && Bytes.IsDigit(text[next]) && IsOne(text[at..next]) ? next : 0;
    }

    private static bool IsOne(ReadOnlySpan<byte> signs) => signs.Length switch
    {
        1 => signs[0] != '(',
        2 => signs.SequenceEqual(") "u8) || signs.SequenceEqual(" ("u8) || signs.SequenceEqual(")-"u8) || signs.SequenceEqual(")/"u8)
            || signs.SequenceEqual("/ "u8) || signs.SequenceEqual(" /"u8) || signs.SequenceEqual("-("u8),
        _ => signs[0] is (byte)' ' or (byte)')' && signs[1] is (byte)'-' or (byte)'/' && signs[2] == ' ',
    };

    private static int Weight(byte sign) => sign switch { (byte)')' => 6, (byte)'(' => 5, (byte)'/' => 4, (byte)'-' => 3, (byte)'.' => 2, (byte)' ' => 1, _ => 0 };
}
