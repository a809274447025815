using System.Text.Json;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Ledger;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Steps;

/// <summary>What the cache has to do with one request.</summary>
internal sealed class Recall
{
    public const string Off = "off";
    public const string Miss = "miss";
    public const string Hit = "hit";
    public const string Joined = "joined";
    public const string Semantic = "semantic";

    private readonly DateTimeOffset _at;
    private CancellationTokenRegistration _left;
    private int _leads;

    /// <param name="key">What is looked up; null: nothing is.</param>
    /// <param name="why">Why nothing is, or null.</param>
    /// <param name="at">When it was asked.</param>
    public Recall(CacheKey? key, string? why, AnswerForm form, DateTimeOffset at) =>
        (Key, Why, Form, _at, Word) = (key, why, form, at, key is null ? Off : Miss);

    public CacheKey? Key { get; }

    public string? Why { get; }

    /// <summary>How the caller gets his answer.</summary>
    public AnswerForm Form { get; }

    /// <summary>As header and ledger say it.</summary>
    public string Word { get; set; }

    /// <summary>The answer that he gets, made for another.</summary>
    public CachedAnswer? Answer { get; set; }

    /// <summary>How like his question the other's is, where it is not the same.</summary>
    public double? Similarity { get; set; }

    /// <summary>What the semantic cache has to do with it; null: nothing.</summary>
    public SemanticLook? Look { get; set; }

    /// <summary>The flight that his request leads; null: none.</summary>
    public Flight? Leads { get; private set; }

    /// <summary>He left, and his request went on for the sake of others.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>His request leads a flight from now on.</summary>
    public void Lead(Flight flight, CancellationToken left)
    {
        (Leads, _leads) = (flight, 1);
        _left = left.UnsafeRegister(static state => ((Recall)state!).Leave(), this);
    }

    /// <summary>His request leads no more: it is over.</summary>
    public void Arrive()
    {
        _left.Unregister();
        Disembark();
        Leads!.Dispose();
    }

    /// <summary>What the row says of it.</summary>
    public LedgerRow On(LedgerRow row)
    {
        row = row with { Cache = Word };
        if (Answer is { } answer)
        {
            row = row with { Deployment = answer.Deployment, Provider = answer.Provider, Model = answer.Model, DialectOut = answer.DialectOut };
        }

        return IsAlone && row.Error is null ? row with { Status = 499, Error = "cancelled" } : row;
    }

    /// <summary>Where the answer is from, in the row's decision.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Why is null && Answer is null && Look is null)
        {
            return;
        }

        json.WriteStartObject("cache");
        if (Why is not null)
        {
            json.WriteString("why", Why);
        }

        if (Answer is { } answer)
        {
            json.WriteString("from", answer.From);
            json.WriteNumber("age_s", Math.Max(0, (long)(_at - answer.At).TotalSeconds));
            if (Similarity is { } similarity)
            {
                json.WriteNumber("similarity", similarity);
            }

            if (answer.CostNano is { } saved)
            {
                json.WriteNumber("saved_usd", Money.ToUsd(saved));
            }
        }

        Look?.Write(json);
        json.WriteEndObject();
    }

    private void Leave()
    {
        IsAlone = true;
        Disembark();
    }

    private void Disembark()
    {
        if (Interlocked.Exchange(ref _leads, 0) == 1)
        {
            Leads!.LeaderLeaves();
        }
    }
}
