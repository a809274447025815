using System.Runtime.CompilerServices;

namespace Bascule.Engine.Caching.Memory;

/// <summary>
/// One part of the memory: a hash table in two arrays whose entries are also linked by use, so that an entry costs its bytes and a slot, and no object more. What the
/// arrays take is counted with the answers.
/// </summary>
internal sealed class AnswerShelf
{
    private const int None = -1;
    private const int FirstSlots = 64;

    /// <summary>What an array costs beside its elements, rounding included.</summary>
    private const int PerArray = 32;

    /// <summary>Entries looked at before the lock is given up once, where all are.</summary>
    private const int Stride = 512;

    private readonly Lock _gate = new();    // held for a few loads and stores
    private int[] _buckets = [];
    private Slot[] _slots = [];
    private int _slotsUsed;
    private int _free = None;
    private int _newest = None;
    private int _oldest = None;
    private long _answerBytes;
    private long _maxBytes;

    public int Count { get; private set; }

    /// <summary>How many went since others needed the room.</summary>
    public long Evicted { get; private set; }

    /// <summary>Bytes of answers and tables.</summary>
    public long Bytes => Interlocked.Read(ref _answerBytes) + TableBytes(_slots.Length, _buckets.Length);

    public void SetMaxBytes(long value)
    {
        lock (_gate)
        {
            _maxBytes = value;
            Trim_NeedsLock(0);
        }
    }

    public byte[]? Find(in CacheKey key, long now)
    {
        lock (_gate)
        {
            var at = Find_NeedsLock(key);
            if (at == None)
            {
                return null;
            }

            ref var slot = ref _slots[at];
            if (slot.Until <= now)
            {
                Remove_NeedsLock(at);
                return null;
            }

            if (at != _newest)
            {
                Unlink_NeedsLock(ref slot);
                Link_NeedsLock(at, ref slot);
            }

            return slot.Answer;
        }
    }

    public bool Put(in CacheKey key, byte[] answer, long until)
    {
        lock (_gate)
        {
            var known = Find_NeedsLock(key);
            if (known != None)
            {
                Remove_NeedsLock(known);
            }

            // One that would drive out half of the others is not worth it.
            var cost = CostOf(answer);
            if (cost > _maxBytes / 2)
            {
                return false;
            }

            if (_free == None && _slotsUsed == _slots.Length && !TryGrow_NeedsLock(cost))
            {
                Trim_NeedsLock(cost);
                if (_free == None)
                {
                    if (_oldest == None)
                    {
                        return false;
                    }

                    Remove_NeedsLock(_oldest);
                    Evicted++;
                }
            }

            Trim_NeedsLock(cost);
            if (Bytes + cost > _maxBytes)
            {
                return false;    // the tables alone leave no room
            }

            var at = _free != None ? _free : _slotsUsed++;
            ref var slot = ref _slots[at];
            _free = _free != None ? slot.Next : None;
            ref var bucket = ref _buckets[Bucket(key)];
            (slot.Key, slot.Answer, slot.Until, slot.Next) = (key, answer, until, bucket - 1);
            bucket = at + 1;
            Link_NeedsLock(at, ref slot);
            _answerBytes += cost;
            Count++;
            return true;
        }
    }

    public bool Remove(in CacheKey key)
    {
        lock (_gate)
        {
            var at = Find_NeedsLock(key);
            if (at != None)
            {
                Remove_NeedsLock(at);
            }

            return at != None;
        }
    }

    /// <summary>Removes what is covered, and what is over before a moment; requests go on between two strides.</summary>
    public int RemoveWhere(Predicate<byte[]> covered, long before, CancellationToken cancel)
    {
        var removed = 0;
        for (var from = 0; ; from += Stride)
        {
            cancel.ThrowIfCancellationRequested();
            lock (_gate)
            {
                for (var at = from; at < Math.Min(from + Stride, _slotsUsed); at++)
                {
                    if (_slots[at].Answer is { } answer && (_slots[at].Until <= before || covered(answer)))
                    {
                        Remove_NeedsLock(at);
                        removed++;
                    }
                }

                if (from + Stride >= _slotsUsed)
                {
                    if (Count == 0)
                    {
                        Reset_NeedsLock();
                    }

                    return removed;
                }
            }
        }
    }

    private static int CostOf(byte[] answer) => answer.Length + PerArray;

    private static long TableBytes(int slots, int buckets) => slots == 0 ? 0 : ((long)slots * Unsafe.SizeOf<Slot>()) + ((long)buckets * sizeof(int)) + (2 * PerArray);

    /// <summary>The bits that did not choose the shelf.</summary>
    private int Bucket(in CacheKey key) => (int)(key.Hash.A & (ulong)(_buckets.Length - 1));

    private int Find_NeedsLock(in CacheKey key)
    {
        if (_buckets.Length == 0)
        {
            return None;
        }

        var at = _buckets[Bucket(key)] - 1;
        while (at != None && _slots[at].Key != key)
        {
            at = _slots[at].Next;
        }

        return at;
    }

    /// <summary>False: a larger table would take room that answers have.</summary>
    private bool TryGrow_NeedsLock(int cost)
    {
        var slots = _slots.Length == 0 ? FirstSlots : _slots.Length + (_slots.Length / 2);
        var buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)slots);
        if (_answerBytes + cost + TableBytes(slots, buckets) > _maxBytes)
        {
            return false;
        }

        Array.Resize(ref _slots, slots);
        if (buckets == _buckets.Length)
        {
            return true;
        }

        _buckets = new int[buckets];
        for (var at = 0; at < _slotsUsed; at++)
        {
            ref var slot = ref _slots[at];
            ref var bucket = ref _buckets[Bucket(slot.Key)];
            slot.Next = bucket - 1;
            bucket = at + 1;
        }

        return true;
    }

    private void Trim_NeedsLock(int cost)
    {
        while (_oldest != None && Bytes + cost > _maxBytes)
        {
            Remove_NeedsLock(_oldest);
            Evicted++;
        }

        if (Count == 0 && _maxBytes < Bytes)
        {
            Reset_NeedsLock();
        }
    }

    private void Remove_NeedsLock(int at)
    {
        ref var slot = ref _slots[at];
        ref var link = ref _buckets[Bucket(slot.Key)];
        if (link - 1 == at)
        {
            link = slot.Next + 1;
        }
        else
        {
            var before = link - 1;
            while (_slots[before].Next != at)
            {
                before = _slots[before].Next;
            }

            _slots[before].Next = slot.Next;
        }

        Unlink_NeedsLock(ref slot);
        _answerBytes -= CostOf(slot.Answer!);
        (slot.Answer, slot.Next, _free) = (null, _free, at);
        Count--;
    }

    private void Link_NeedsLock(int at, ref Slot slot)
    {
        (slot.Newer, slot.Older) = (None, _newest);
        if (_newest != None)
        {
            _slots[_newest].Newer = at;
        }

        _newest = at;
        if (_oldest == None)
        {
            _oldest = at;
        }
    }

    private void Unlink_NeedsLock(ref Slot slot)
    {
        if (slot.Newer != None)
        {
            _slots[slot.Newer].Older = slot.Older;
        }
        else
        {
            _newest = slot.Older;
        }

        if (slot.Older != None)
        {
            _slots[slot.Older].Newer = slot.Newer;
        }
        else
        {
            _oldest = slot.Newer;
        }
    }

    private void Reset_NeedsLock() => (_buckets, _slots, _slotsUsed, _free, _newest, _oldest) = ([], [], 0, None, None, None);

    private struct Slot
    {
        public CacheKey Key;

        /// <summary>Null: the slot is free, and <see cref="Next"/> is the next free one.</summary>
        public byte[]? Answer;

        public long Until;
        public int Next;
        public int Older;
        public int Newer;
    }
}
