using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails.Reading;

namespace Bascule.Engine.Guardrails;

/// <summary>What one guardrail found in a request, and what came of it: kinds, counts and places, never a word of the text.</summary>
public sealed class Verdict(Guardrail guardrail)
{
    /// <summary>Places kept: they help to find what it was, and a hundred of them would not help more.</summary>
    public const int MaxPlaces = 8;

    /// <summary>Kinds kept; what a remote one names beyond them says nothing more.</summary>
    public const int MaxKinds = 32;

    private readonly List<(string Kind, int Count)> _kinds = [];
    private List<string>? _places;
    private int _noted;

    public Guardrail Guardrail => guardrail;

    /// <summary>How often each kind was found, in the order of their first finding.</summary>
    public IReadOnlyList<(string Kind, int Count)> Kinds => _kinds;

    /// <summary>Where the first ones stand.</summary>
    public IReadOnlyList<string> Places => _places ?? [];

    /// <summary>What was met that it cannot read, where it says what class that has.</summary>
    public UnreadableParts Unreadable { get; internal set; }

    /// <summary>The class it raises to, or null.</summary>
    public DataClass? Raised { get; internal set; }

    public bool Blocks { get; internal set; }

    /// <summary>How a remote one's asking ended, or null.</summary>
    public string? Outcome { get; internal set; }

    /// <summary>How long that took.</summary>
    public int Ms { get; internal set; }

    /// <summary>What it cost; null: nothing is known of a price.</summary>
    public long? CostNano { get; internal set; }

    /// <summary>Each place costs a walk over the body: those that are the same count too.</summary>
    internal bool WantsPlace => _noted < MaxPlaces;

    internal void Count(string kind)
    {
        for (var at = 0; at < _kinds.Count; at++)
        {
            if (_kinds[at].Kind == kind)
            {
                _kinds[at] = (kind, _kinds[at].Count + 1);
                return;
            }
        }

        if (_kinds.Count < MaxKinds)
        {
            _kinds.Add((kind, 1));
        }
    }

    internal void Note(string place)
    {
        if (WantsPlace && ++_noted > 0 && _places?.Contains(place) != true)
        {
            (_places ??= []).Add(place);
        }
    }

    internal void Raise(DataClass? to)
    {
        if (to is { } dataClass && !(Raised >= dataClass))
        {
            Raised = dataClass;
        }
    }

    /// <param name="on">Whose words it looked at, where they are not the request's.</param>
    internal void Write(Utf8JsonWriter json, string? on = null)
    {
        json.WriteStartObject();
        json.WriteString("name", guardrail.Name);
        if (on is not null)
        {
            json.WriteString("on", on);
        }

        if (guardrail.Target is { } target)
        {
            json.WriteString("deployment", target.Deployment.Name);
            json.WriteString("outcome", Outcome);
            json.WriteNumber("ms", Ms);
            if (CostNano is { } cost)
            {
                json.WriteNumber("cost_usd", Pricing.Money.ToUsd(cost));
            }
        }

        if (_kinds.Count > 0)
        {
            json.WriteString("action", guardrail.Options.Action.ToWord());
            json.WriteStartObject("found");
            foreach (var (kind, count) in _kinds)
            {
                json.WriteNumber(kind, count);
            }

            json.WriteEndObject();
        }

        FactJson.WriteNames(json, "places", Places);
        if (Unreadable != UnreadableParts.None)
        {
            FactJson.WriteNames(json, "unreadable", [.. Unreadable.ToString().ToLowerInvariant().Split(", ")]);
        }

        if (Raised is { } raised)
        {
            json.WriteString("raised_to", raised.ToWord());
        }

        if (Blocks)
        {
            json.WriteBoolean("blocked", true);
        }

        json.WriteEndObject();
    }
}
