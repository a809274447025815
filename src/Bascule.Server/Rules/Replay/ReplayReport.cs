using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Server.Admin;

namespace Bascule.Server.Rules.Replay;

/// <summary>What other rules would have done with the ledger's requests, counted; its tables are bounded, what does not fit counts as <c>(others)</c>.</summary>
public sealed class ReplayReport
{
    private const int MaxLines = 256;
    private const string Others = "(others)";

    private readonly Dictionary<Outcome, long> _outcomes = Enum.GetValues<Outcome>().ToDictionary(outcome => outcome, _ => 0L);
    private readonly Dictionary<(string From, string To), ReplayTotals> _moves = [];
    private readonly Dictionary<(string Code, ValueList<string> Policies), (long Requests, long Then)> _refusals = [];
    private readonly Dictionary<string, long> _undecided = [];
    private readonly Dictionary<string, long> _live = new(StringComparer.Ordinal);

    internal ReplayReport(string version, DateTimeOffset since, DateTimeOffset until) => (Version, Since, Until) = (version, since, until);

    /// <summary>The new config's.</summary>
    public string Version { get; }

    public DateTimeOffset Since { get; }

    public DateTimeOffset Until { get; }

    public long Requests { get; private set; }

    /// <summary>False: there are older requests in the window than were looked at.</summary>
    public bool Complete { get; internal set; } = true;

    internal long Cooled { get; private set; }

    internal long OfStoredKeys { get; private set; }

    internal IReadOnlyDictionary<string, long> Live => _live;

    internal ReplayTotals Totals { get; } = new();

    internal long this[Outcome outcome] => _outcomes[outcome];

    /// <param name="then">What it cost; null: nobody knows.</param>
    /// <param name="request">Null: its row does not hold the facts.</param>
    /// <param name="now">Null: nobody knows what it would cost.</param>
    internal void Add(long? then, RecordedRequest? request, Redecision decided, CostRange? now)
    {
        Requests++;
        _outcomes[decided.Outcome]++;
        Cooled += request is { Cooled: true } ? 1 : 0;
        OfStoredKeys += decided.OfStoredKey ? 1 : 0;
        if (decided.Live is { } live)
        {
            _live[live] = _live.GetValueOrDefault(live) + 1;
        }

        Totals.Add(then, now);
        switch (decided.Outcome)
        {
            case Outcome.Another:
                MoveOf(request!.First ?? "(nobody)", decided.To!.Deployment.Name).Add(then, now);
                break;
            case Outcome.Refused or Outcome.UnknownModel or Outcome.NoCandidate:
                var (requests, alsoThen) = _refusals.GetValueOrDefault((decided.Why, decided.Policies));
                _refusals[(decided.Why, decided.Policies)] = (requests + 1, alsoThen + (request is { First: null } ? 1 : 0));
                break;
            case Outcome.Undecided:
                var why = _undecided.ContainsKey(decided.Why) || _undecided.Count < MaxLines ? decided.Why : Others;
                _undecided[why] = _undecided.GetValueOrDefault(why) + 1;
                break;
        }
    }

    /// <summary>The report as a JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("config_version", Version);
        json.WriteString("since", Since);
        json.WriteString("until", Until);
        json.WriteNumber("requests", Requests);
        json.WriteBoolean("complete", Complete);
        json.WriteStartObject("outcomes");
        foreach (var (outcome, requests) in _outcomes)
        {
            json.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()), requests);
        }

        json.WriteEndObject();
        json.WriteStartArray("moves");
        foreach (var ((from, to), totals) in _moves.OrderByDescending(move => move.Value.Requests).ThenBy(move => move.Key.From, StringComparer.Ordinal).ThenBy(move => move.Key.To, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("from", from);
            json.WriteString("to", to);
            json.WriteNumber("requests", totals.Requests);
            Write(json, totals);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("refusals");
        foreach (var ((code, policies), (requests, then)) in _refusals.OrderByDescending(refusal => refusal.Value.Requests).ThenBy(refusal => refusal.Key.Code, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            FactJson.WriteNames(json, "policies", policies);
            json.WriteNumber("requests", requests);
            json.WriteNumber("refused_then", then);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("undecided");
        foreach (var (why, requests) in _undecided.OrderByDescending(undecided => undecided.Value).ThenBy(undecided => undecided.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("why", why);
            json.WriteNumber("requests", requests);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("cost");
        Write(json, Totals);
        json.WriteNumber("without_cost", Requests - Totals.Priced);
        json.WriteEndObject();
        FactJson.WriteNames(json, "not_known", NotKnown.Of(this));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReplayTotals totals)
    {
        json.WriteNumber("priced", totals.Priced);
        RowJson.WriteUsd(json, "then_usd", totals.Then);
        Write(json, "now", totals.Now, 0);
        Write(json, "difference", totals.Now, totals.Then);
        json.WriteNumber("without_interval", totals.Unbounded);
    }

    private static void Write(Utf8JsonWriter json, string name, CostRange range, long less)
    {
        json.WriteStartObject(name);
        RowJson.WriteUsd(json, "low_usd", range.Low - less);
        RowJson.WriteUsd(json, "expected_usd", range.Expected - less);
        RowJson.WriteUsd(json, "high_usd", range.High - less);
        json.WriteEndObject();
    }

    private ReplayTotals MoveOf(string from, string to)
    {
        var key = _moves.ContainsKey((from, to)) || _moves.Count < MaxLines ? (from, to) : (Others, Others);
        if (!_moves.TryGetValue(key, out var move))
        {
            _moves.Add(key, move = new ReplayTotals());
        }

        return move;
    }
}
