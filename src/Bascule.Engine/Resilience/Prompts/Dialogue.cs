namespace Bascule.Engine.Resilience.Prompts;

/// <summary>One conversation as far as prompt caches go: who was asked in it last, and what each should still hold of it.</summary>
internal sealed class Dialogue
{
    /// <summary>Deployments remembered: a conversation that has been at more has lost the first one's cache anyway.</summary>
    private const int MaxHeld = 4;

    private readonly Lock _gate = new();    // held for a few copies
    private readonly List<HeldPrefix> _held = new(1);
    private (ulong, ulong) _begun;

    /// <summary>What every deployment holds, the last asked first.</summary>
    public HeldPrefix[] Held
    {
        get
        {
            lock (_gate)
            {
                return [.. _held];
            }
        }
    }

    /// <summary>Whether it is, or may become, the conversation that begins with this first question and answer.</summary>
    public bool CanBe((ulong, ulong) begun)
    {
        lock (_gate)
        {
            return _begun == default || _begun == begun;
        }
    }

    /// <summary>Takes the conversation that begins with this first question and answer. False: it has become another one.</summary>
    public bool TryBe((ulong, ulong) begun)
    {
        lock (_gate)
        {
            _begun = _begun == default ? begun : _begun;
            return _begun == begun;
        }
    }

    public void Put(HeldPrefix held)
    {
        lock (_gate)
        {
            _held.RemoveAll(one => one.Deployment == held.Deployment);
            _held.Insert(0, held);
            if (_held.Count > MaxHeld)
            {
                _held.RemoveAt(MaxHeld);
            }
        }
    }
}
