using System.Runtime.InteropServices;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Guardrails.Output;
using Bascule.Engine.Guardrails.Reading;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Guardrails;

/// <summary>What is in the words, and how private are they? Reads every text of a request once for all guardrails that look at it. Without guardrails nothing is read.</summary>
public sealed class Screen
{
    /// <summary>Room for the findings of one text that a thread keeps; a text that needs more gets it for itself.</summary>
    private const int MostKept = 1024;

    [ThreadStatic]
    private static List<Finding>? _found;

    private readonly Guardrail[] _input;

    public Screen(IReadOnlyList<Guardrail> guardrails)
    {
        _input = [.. guardrails.Where(guardrail => guardrail.Options.ReadsInput && guardrail.Detectors is not null)];
        Remote = [.. guardrails.Where(guardrail => guardrail.Options.ReadsInput && guardrail.Target is not null)];
        Conditions = [.. guardrails.Select(guardrail => guardrail.Options.When).OfType<Condition>()];
        Answers = new OutputScreen(guardrails);
        Own = [.. guardrails.Select(guardrail => Guardrail.Own(guardrail.Options)).OfType<DetectorSet>()];
        ReadsInput = guardrails.Any(guardrail => guardrail.Options.ReadsInput);
    }

    /// <summary>No guardrails.</summary>
    public static Screen None { get; } = new([]);

    /// <summary>Those that read answers.</summary>
    public OutputScreen Answers { get; }

    /// <summary>The operator's own detectors, of whichever guardrail: what is kept of words is without what they find.</summary>
    public IReadOnlyList<DetectorSet> Own { get; }

    /// <summary>Bodies are read: a form is then taken whole before anything is decided.</summary>
    public bool ReadsInput { get; }

    /// <summary>Those that somebody else is asked for, about what is said to the model.</summary>
    public IReadOnlyList<Guardrail> Remote { get; }

    /// <summary>Somebody elsewhere has still to be asked.</summary>
    public bool HasMoreToAsk(Screened? screened, in RequestFacts facts) => NextToAsk(screened, facts) is not null;

    /// <summary>The first of those elsewhere that holds and has not been asked; null: there is none.</summary>
    internal Guardrail? NextToAsk(Screened? screened, in RequestFacts facts)
    {
        foreach (var guardrail in Remote)
        {
            if (screened?.Has(guardrail) != true && guardrail.Holds(facts))
            {
                return guardrail;
            }
        }

        return null;
    }

    /// <summary>The conditions it reads: what they name is kept with each request.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>The class of a request by what operator and caller say. Each source can only raise it; what the caller says raises what the operator says, or else internal.</summary>
    public static DataClass Classify(DataClass? key, DataClass? route, DataClass? header)
    {
        var operators = key is null && route is null ? DataClass.Internal : (DataClass)Math.Max((int)(key ?? 0), (int)(route ?? 0));
        return header > operators ? header.Value : operators;
    }

    /// <summary>Looks with the guardrails that need nobody outside. Null: none of them looks at this request.</summary>
    /// <param name="facts">Its class is what it has before its words are read.</param>
    /// <param name="body">The body as it came, or put together from kept turns.</param>
    /// <param name="boundary">What sets the parts of a form off; null: the body is JSON.</param>
    /// <param name="query">The address's query, which passes upstream too.</param>
    /// <param name="screened">What was found before, where the class has risen since; null: this is the first look.</param>
    public Screened? Look(in RequestFacts facts, ReadOnlySpan<byte> body, string? boundary = null, string query = "", Screened? screened = null)
    {

        // A guardrail whose condition names a class may come to look only when another has raised it: again, until none is left.
        var now = facts;
        while (_input.Length > 0)
        {
            var first = screened?.Verdicts.Count ?? 0;
            foreach (var guardrail in _input)
            {
                if (screened?.Has(guardrail) != true && guardrail.Holds(now))
                {
                    (screened ??= new Screened(facts.DataClass)).Open(guardrail);
                }
            }

            if (screened is null || screened.Verdicts.Count == first)
            {
                return screened;
            }

            Read(screened, first, body, boundary, query);
            for (var at = first; at < screened.Verdicts.Count; at++)
            {
                screened.Settle(screened.Verdicts[at]);
            }

            now = facts with { DataClass = screened.DataClass };
        }

        return screened;
    }

    /// <summary>One walk, for the verdicts from <paramref name="first"/> on.</summary>
    private static void Read(Screened screened, int first, ReadOnlySpan<byte> body, string? boundary, string query)
    {
        var found = _found ?? new List<Finding>(32);
        _found = null;
        var unreadable = boundary is null ? ReadJson(screened, first, body, found) : ReadForm(screened, first, body, boundary, found);
        if (query.Length > 1)
        {
            ReadQuery(screened, first, query, found);
        }

        for (var at = first; at < screened.Verdicts.Count; at++)
        {
            var verdict = screened.Verdicts[at];
            verdict.Unreadable = verdict.Guardrail.Options.Unreadable is null ? UnreadableParts.None : unreadable;
        }

        found.Clear();
        _found = found.Capacity <= MostKept ? found : null;
    }

    private static UnreadableParts ReadJson(Screened screened, int first, ReadOnlySpan<byte> body, List<Finding> found)
    {
        var texts = new BodyTexts(body);
        try
        {
            while (texts.Next())
            {
                for (var at = first; at < screened.Verdicts.Count; at++)
                {
                    var verdict = screened.Verdicts[at];
                    if (Find(verdict, texts.Text, found) && verdict.WantsPlace)
                    {
                        verdict.Note(texts.Place());
                    }
                }
            }

            return texts.Unreadable;
        }
        finally
        {
            texts.Dispose();
        }
    }

    private static UnreadableParts ReadForm(Screened screened, int first, ReadOnlySpan<byte> body, string boundary, List<Finding> found)
    {
        var texts = new FormTexts(body, boundary);
        while (texts.Next())
        {
            for (var at = first; at < screened.Verdicts.Count; at++)
            {
                var verdict = screened.Verdicts[at];
                if (Find(verdict, texts.Text, found) && verdict.WantsPlace)
                {
                    verdict.Note(texts.Place());
                }
            }
        }

        return texts.Unreadable;
    }

    private static void ReadQuery(Screened screened, int first, string query, List<Finding> found)
    {
        var text = Encoding.UTF8.GetBytes(query);
        for (var at = first; at < screened.Verdicts.Count; at++)
        {
            if (Find(screened.Verdicts[at], text, found))
            {
                screened.Verdicts[at].Note("query");
            }
        }
    }

    private static bool Find(Verdict verdict, ReadOnlySpan<byte> text, List<Finding> found)
    {
        found.Clear();
        verdict.Guardrail.Detectors!.Find(text, found);
        foreach (ref readonly var finding in CollectionsMarshal.AsSpan(found))
        {
            verdict.Count(finding.Kind);
        }

        return found.Count > 0;
    }
}
