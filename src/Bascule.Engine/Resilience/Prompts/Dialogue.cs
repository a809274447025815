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

    /// <param name="room">What sketches may take.</param>
    public void Put(HeldPrefix held, SketchRoom room)
    {
        lock (_gate)
        {
            if (_held.FindIndex(one => one.Deployment == held.Deployment) is >= 0 and var before)
            {
                Remove(before, room);
            }

            if (_held.Count == MaxHeld)
            {
                Remove(MaxHeld - 1, room);
            }

            _held.Insert(0, held.Sketch is { } sketch && !room.TryTake(sketch.Bytes) ? held with { Sketch = null } : held);
        }
    }

    /// <summary>Nobody finds it any more under one of its names: its sketches make room for others'.</summary>
    public void Fade(SketchRoom room)
    {
        lock (_gate)
        {
            for (var i = 0; i < _held.Count; i++)
            {
                room.Give(_held[i].Sketch?.Bytes ?? 0);
                _held[i] = _held[i] with { Sketch = null };
            }
        }
    }

    private void Remove(int at, SketchRoom room)
    {
        room.Give(_held[at].Sketch?.Bytes ?? 0);
        _held.RemoveAt(at);
    }
}
