namespace Bascule.Engine.Resilience.Prompts;

/// <summary>The blocks of prompts that a deployment should have in its cache, by what was sent there, and by what it told of them.</summary>
public sealed class BlockTable
{
    /// <summary>Four million tokens: more than an engine's cache holds of a large model. Past it the half goes that was used longest ago.</summary>
    public const int MaxBlocks = 16_384;

    private const int BlocksOfPrompt = 12;    // bits

    private readonly Lock _gate = new();    // held for a look-up of each block
    private readonly Dictionary<ulong, long> _used = [];
    private long _turn;

    /// <summary>How many blocks are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _used.Count;
            }
        }
    }

    /// <summary>How many blocks of a prompt's beginning should be there.</summary>
    public int Match(ReadOnlySpan<ulong> prompt)
    {
        lock (_gate)
        {
            var matched = 0;
            while (matched < prompt.Length && _used.ContainsKey(prompt[matched]))
            {
                matched++;
            }

            return matched;
        }
    }

    /// <summary>A prompt was sent, and taken.</summary>
    /// <param name="matched">How many blocks of its beginning should have been there.</param>
    /// <returns>When the last of those was used before, as <see cref="Missed"/> wants it.</returns>
    public long Add(ReadOnlySpan<ulong> prompt, out int matched)
    {
        lock (_gate)
        {
            var before = 0L;
            for (matched = 0; matched < prompt.Length && _used.TryGetValue(prompt[matched], out var used); matched++)
            {
                before = used >> BlocksOfPrompt;
            }

            _turn++;
            for (var i = 0; i < prompt.Length; i++)
            {
                // Engines let go of the end of a prompt before its beginning, which others may share.
                _used[prompt[i]] = (_turn << BlocksOfPrompt) + ((1 << BlocksOfPrompt) - 1 - Math.Min(i, (1 << BlocksOfPrompt) - 1));
            }

            if (_used.Count > MaxBlocks)
            {
                ForgetOlderHalf_NeedsLock();
            }

            return before;
        }
    }

    /// <summary>Less of a prompt was there than should have been: what was used no later, and not since, is gone as well.</summary>
    /// <param name="before">When the last block that should have been there was used before.</param>
    public void Missed(long before)
    {
        lock (_gate)
        {
            Forget_NeedsLock(((before + 1) << BlocksOfPrompt) - 1);
        }
    }

    private void ForgetOlderHalf_NeedsLock()
    {
        var uses = _used.Values.ToArray();
        Array.Sort(uses);
        Forget_NeedsLock(uses[uses.Length / 2]);
    }

    private void Forget_NeedsLock(long until)
    {
        foreach (var block in _used.Where(entry => entry.Value <= until).Select(entry => entry.Key).ToArray())
        {
            _used.Remove(block);
        }
    }
}
