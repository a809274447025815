namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>A sentence with whom it is about.</summary>
internal sealed class Draft
{
    private readonly Dictionary<Lease, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<TakeLine> _takes = [];

    public List<Lease> Leases { get; } = [];

    public List<Asking> Askings { get; } = [];

    /// <summary>Null: it is not said yet. The same one is said again where its answer was lost.</summary>
    public Sentence? Sentence { get; private set; }

    public int Add(Lease lease)
    {
        if (!_places.TryGetValue(lease, out var place))
        {
            _places[lease] = place = Leases.Count;
            Leases.Add(lease);
        }

        return place;
    }

    public void Add(Asking asking)
    {
        Askings.Add(asking);
        _takes.Add(asking.ToLine(Add));
        foreach (var share in asking.Shares)
        {
            lock (share.Lease.Gate)
            {
                share.Lease.IsWished = true;
            }
        }
    }

    /// <summary>What it says; from now on the leases wait for the answer.</summary>
    public Sentence Say(string books, string replica, long number)
    {
        if (Sentence is null)
        {
            var lines = new PotLine[Leases.Count];
            for (var i = 0; i < lines.Length; i++)
            {
                lock (Leases[i].Gate)
                {
                    lines[i] = Leases[i].Say();
                }
            }

            Sentence = new Sentence(books, replica, number, lines, _takes);
        }

        return Sentence;
    }

    /// <summary>What was answered, told to everybody: first what the books have, with what is granted kept, then those who wait.</summary>
    public void Hear(Answer answer)
    {
        var kept = new long[Leases.Count];
        for (var i = 0; i < Askings.Count; i++)
        {
            foreach (var share in Askings[i].Shares)
            {
                kept[_places[share.Lease]] += Asking.Extra(share, answer.Grants[i]);
            }
        }

        for (var i = 0; i < Leases.Count; i++)
        {
            lock (Leases[i].Gate)
            {
                Leases[i].Heard(answer.Pots[i], kept[i], answer.IsComplete);
            }
        }

        for (var i = 0; i < Askings.Count; i++)
        {
            Askings[i].End(answer.Grants[i]);
        }
    }
}
