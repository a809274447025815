namespace Bascule.Engine.Resilience.Prompts;

/// <summary>
/// The conversations of the last while, by name. In shelves: a tenant's lie on a few of them, chosen by his name, so that one with very many pushes out his own and hardly anybody else's.
/// </summary>
public sealed class DialogueTable
{
    private const int Shelves = 64;

    private const int ShelvesOfTenant = 4;

    /// <summary>Names on one shelf, 32,768 in all; a conversation has two or three. The one longest not asked for goes first.</summary>
    internal const int MaxOfShelf = 512;

    private readonly Shelf[] _shelves;

    public DialogueTable() => _shelves = [.. Enumerable.Range(0, Shelves).Select(_ => new Shelf(Room))];

    /// <summary>What the sketches of all prompts may take.</summary>
    internal SketchRoom Room { get; } = new();

    /// <summary>The conversation of these names, or null.</summary>
    internal Dialogue? Find(string? tenant, in DialogueNames names)
    {
        if (names.Session is { } session)
        {
            return ShelfOf(tenant, session).Find(session);
        }

        return names.Begun is { } begun
            ? ShelfOf(tenant, begun).Find(begun) ?? (ShelfOf(tenant, names.Opening).Find(names.Opening) is { } opened && opened.CanBe(begun) ? opened : null)
            : ShelfOf(tenant, names.Opening).Find(names.Opening);
    }

    /// <summary>Remembers a conversation under its names.</summary>
    internal void Put(string? tenant, in DialogueNames names, Dialogue dialogue)
    {
        if (names.Session is { } session)
        {
            ShelfOf(tenant, session).Put(session, dialogue);
            return;
        }

        ShelfOf(tenant, names.Opening).Put(names.Opening, dialogue);
        if (names.Begun is { } begun && dialogue.TryBe(begun))
        {
            ShelfOf(tenant, begun).Put(begun, dialogue);
        }
    }

    private Shelf ShelfOf(string? tenant, (ulong, ulong Low) name)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in tenant ?? "")
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return _shelves[(hash + (name.Low % ShelvesOfTenant)) % Shelves];
    }

    private sealed class Shelf(SketchRoom room)
    {
        private readonly Lock _gate = new();    // held for a look-up
        private readonly Dictionary<(ulong, ulong), LinkedListNode<((ulong, ulong) Name, Dialogue Dialogue)>> _known = [];
        private readonly LinkedList<((ulong, ulong) Name, Dialogue Dialogue)> _latest = [];

        public Dialogue? Find((ulong, ulong) name)
        {
            lock (_gate)
            {
                if (!_known.TryGetValue(name, out var node))
                {
                    return null;
                }

                _latest.Remove(node);
                _latest.AddFirst(node);
                return node.Value.Dialogue;
            }
        }

        public void Put((ulong, ulong) name, Dialogue dialogue)
        {
            Dialogue? gone = null;
            lock (_gate)
            {
                if (_known.Remove(name, out var before))
                {
                    gone = before.Value.Dialogue;
                    _latest.Remove(before);
                }
                else if (_known.Count == MaxOfShelf)
                {
                    var last = _latest.Last!.Value;
                    gone = last.Dialogue;
                    _known.Remove(last.Name);
                    _latest.RemoveLast();
                }

                _known.Add(name, _latest.AddFirst((name, dialogue)));
            }

            if (!ReferenceEquals(gone, dialogue))
            {
                gone?.Fade(room);
            }
        }
    }
}
