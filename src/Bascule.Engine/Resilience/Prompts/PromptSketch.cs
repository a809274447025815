namespace Bascule.Engine.Resilience.Prompts;

/// <summary>
/// What is remembered of a prompt's bytes: one byte of a running hash every few of them, never the bytes. Enough to say from where on another prompt differs: to within 8 bytes in the first 16 KB,
/// where prompts are usually spoiled, and less closely behind.
/// </summary>
internal sealed class PromptSketch
{
    /// <summary>How far apart the bytes of the hash are taken, and up to which place. Beyond the last nobody looks: 6 KB remembered of 2 MB.</summary>
    private static readonly (int Every, int UpTo)[] Grain = [(8, 16 * 1024), (64, 144 * 1024), (1024, 2192 * 1024)];

    private readonly byte[] _marks;

    private PromptSketch(byte[] marks, int length) => (_marks, Length) = (marks, length);

    /// <summary>How many bytes the prompt had.</summary>
    public int Length { get; }

    /// <summary>What it takes in memory, about.</summary>
    public int Bytes => _marks.Length + 64;

    public static PromptSketch Of(ReadOnlySpan<byte> prompt)
    {
        var marks = new byte[MarksOf(prompt.Length)];
        Run(prompt, marks, compare: false);
        return new PromptSketch(marks, prompt.Length);
    }

    /// <summary>
    /// From which byte on another prompt does not go on as this one did; null: it holds the whole of this one, or is a beginning of it. What stands behind the last full step of this one is not
    /// compared: 8 bytes of a short one, and more where steps are longer.
    /// </summary>
    public int? FirstDifference(ReadOnlySpan<byte> prompt)
    {
        var same = Run(prompt, _marks.AsSpan(0, Math.Min(_marks.Length, MarksOf(prompt.Length))), compare: true);
        return same < 0 ? null : same;
    }

    private static int MarksOf(int length)
    {
        var (marks, from) = (0, 0);
        foreach (var (every, upTo) in Grain)
        {
            marks += Math.Max(0, Math.Min(length, upTo) - from) / every;
            from = upTo;
        }

        return marks;
    }

    /// <summary>Writes the marks, or compares them: then the place of the step whose mark differs, else -1.</summary>
    private static int Run(ReadOnlySpan<byte> prompt, Span<byte> marks, bool compare)
    {
        var hash = new PromptHash();
        var (at, place) = (0, 0);
        foreach (var (every, upTo) in Grain)
        {
            for (; at < marks.Length && place + every <= upTo; at++)
            {
                for (var step = 0; step < every; step += PromptHash.Step)
                {
                    hash.Add(prompt[(place + step)..]);
                }

                var mark = (byte)(hash.State >> 56);
                if (!compare)
                {
                    marks[at] = mark;
                }
                else if (marks[at] != mark)
                {
                    return place;
                }

                place += every;
            }
        }

        return -1;
    }
}
