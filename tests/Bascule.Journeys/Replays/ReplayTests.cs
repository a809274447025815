using System.Text.Json;
using Bascule.Engine.Ledger;
using Bascule.Server.Hosting;
using Bascule.Server.Rules.Replay;
using Bascule.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Replays;

/// <summary>What another config would have done with a ledger that real requests left, to the last nano-dollar.</summary>
public sealed class ReplayTests(ReplayHouse house) : IClassFixture<ReplayHouse>
{
    private const decimal Then = 0.072807m;

    [Fact]
    public async Task OtherOrder_ChangesWhoIsAsked_AndCostsWhatItsOwnAnswersDid()
    {
        var report = await house.ReplayAsync($"both: [cheap, dear]\n  {ReplayHouse.Gone}\n  {ReplayHouse.Apps}");

        Assert.Equal((28, 23, 5, 0, 0), (report.GetProperty("requests").GetInt32(), Outcome(report, "same"), Outcome(report, "another"), Outcome(report, "refused"), Outcome(report, "undecided")));
        var move = Assert.Single(report.GetProperty("moves").EnumerateArray());
        Assert.Equal(("dear", "cheap", 5, 0.0505m), (move.GetProperty("from").GetString(), move.GetProperty("to").GetString(), move.GetProperty("requests").GetInt32(), move.GetProperty("then_usd").GetDecimal()));
        Assert.Equal((0.00025m, 0.000525m, 0.00075m), Range(move.GetProperty("now")));    // quartiles 50 and 150, mean 105
        var cost = report.GetProperty("cost");
        Assert.Equal((Then, 28, 0, 0), (cost.GetProperty("then_usd").GetDecimal(), cost.GetProperty("priced").GetInt32(), cost.GetProperty("without_cost").GetInt32(), cost.GetProperty("without_interval").GetInt32()));
        Assert.Equal((0.022557m, 0.022832m, 0.023057m), Range(cost.GetProperty("now")));
        Assert.Equal((-0.05025m, -0.049975m, -0.04975m), Range(cost.GetProperty("difference")));
        Assert.Contains(report.GetProperty("not_known").EnumerateArray(), word => word.GetString()!.StartsWith("What guardrails would find", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SameRules_ChangeNothing()
    {
        var report = await house.ReplayAsync($"{ReplayHouse.Both}\n  {ReplayHouse.Gone}\n  {ReplayHouse.Apps}");

        Assert.Equal((28, 0), (Outcome(report, "same"), report.GetProperty("moves").GetArrayLength()));
        Assert.Equal((0m, 0m, 0m), Range(report.GetProperty("cost").GetProperty("difference")));
    }

    [Fact]
    public async Task PolicyAndRemovedRoute_RefuseByName()
    {
        var report = await house.ReplayAsync(
            $"{ReplayHouse.Both}\n  {ReplayHouse.Apps}", ReplayHouse.Key + "\npolicies: [{ name: secrets stay, when: { data_class: confidential }, require: { hosting: self } }]");

        Assert.Equal((7, 20, 1), (Outcome(report, "same"), Outcome(report, "refused"), Outcome(report, "unknown_model")));
        var refusals = report.GetProperty("refusals").EnumerateArray().ToArray();
        Assert.Equal(("policy_refused", "secrets stay", 20, 0), (refusals[0].GetProperty("code").GetString(), refusals[0].GetProperty("policies")[0].GetString(), refusals[0].GetProperty("requests").GetInt32(), refusals[0].GetProperty("refused_then").GetInt32()));
        Assert.Equal("model_not_found", refusals[1].GetProperty("code").GetString());
        Assert.Equal((0.060607m, 0.060607m, 0.060607m), Range(report.GetProperty("cost").GetProperty("now")));
    }

    [Fact]
    public async Task HeaderThatWasNotKept_LeavesUndecided_AndTooFewAnswersHaveNoInterval()
    {
        var report = await house.ReplayAsync(
            $"both: {{ candidates: [dear, cheap], rules: [{{ when: {{ header: {{ x-new: a }} }}, use: [cheap] }}] }}\n  {ReplayHouse.Gone}\n  apps: [cheap]");

        Assert.Equal((2, 1, 25), (Outcome(report, "same"), Outcome(report, "another"), Outcome(report, "undecided")));
        var undecided = Assert.Single(report.GetProperty("undecided").EnumerateArray());
        Assert.Equal(("a rule reads the header 'x-new', which was not kept", 25), (undecided.GetProperty("why").GetString(), undecided.GetProperty("requests").GetInt32()));
        var cost = report.GetProperty("cost");
        Assert.Equal((3, 25, 1), (cost.GetProperty("priced").GetInt32(), cost.GetProperty("without_cost").GetInt32(), cost.GetProperty("without_interval").GetInt32()));
    }

    [Fact]
    public async Task Keys_ThatMayLessOrAreGone_Refuse()
    {
        var routes = $"{ReplayHouse.Both}\n  {ReplayHouse.Gone}\n  {ReplayHouse.Apps}";
        var less = await house.ReplayAsync(routes, ReplayHouse.Key.Replace("name: web", "name: web, max_data_class: internal", StringComparison.Ordinal));
        var gone = await house.ReplayAsync(routes, ReplayHouse.Key.Replace("name: web", "name: other", StringComparison.Ordinal));

        Assert.Equal((20, "data_class_refused"), (Outcome(less, "refused"), less.GetProperty("refusals")[0].GetProperty("code").GetString()));
        Assert.Equal((28, "invalid_api_key"), (Outcome(gone, "refused"), gone.GetProperty("refusals")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task MoreRequestsThanAreLookedAt_AreTold()
    {
        var settings = new HostSettings { ConfigFile = house.Gateway.ConfigFile, CatalogFolder = Path.Combine(Repository.Root, "catalog"), Environment = static _ => null };
        var facts = Startup.LoadFacts(settings);
        var config = (await Startup.ReadConfigAsync(settings, Startup.Surroundings(settings, facts), null, CancellationToken.None)).Config!;

        var report = await LedgerReplay.RunAsync(config, facts, house.Gateway.Services.GetRequiredService<ILedgerStore>(), 0, DateTimeOffset.UnixEpoch, TimeProvider.System, most: 3, CancellationToken.None);

        Assert.Equal((3, false), (report.Requests, report.Complete));
    }

    [Fact]
    public async Task Table_SaysTheSameInWords()
    {
        var (code, output, errors) = await ReplayHouse.RunAsync("explain", "--replay", "1h", "--config", house.Gateway.ConfigFile);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("28 requests since", output);
        Assert.Contains("0.072807", output);
        Assert.Contains("Of 0 nobody knows the range.", output);
        Assert.Contains("Not known:", output);
    }

    [Fact]
    public async Task BadConfig_IsRefusedInTheWordsOfCheck()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("bad.yaml");
        await File.WriteAllTextAsync(file, "routes: { assistant: [nobody/m] }\n");

        var check = await ReplayHouse.RunAsync("check", "--config", file);
        var replay = await ReplayHouse.RunAsync("explain", "--replay", "7d", "--config", file, "--database", house.Database);

        Assert.Equal((2, 2, check.Output), (check.Code, replay.Code, replay.Errors));
        Assert.Equal(2, (await ReplayHouse.RunAsync("explain", "--replay", "soon", "--config", file)).Code);
        Assert.Contains("leave --model out", (await ReplayHouse.RunAsync("explain", "--replay", "7d", "--model", "both", "--config", file)).Errors);
    }

    [Fact]
    public async Task LedgerThatIsEmptyMissingOrLocked_IsToldWithoutFigures()
    {
        using var folder = new TemporaryFolder();
        var (config, database) = (folder.File("new.yaml"), folder.File("other.db"));
        await File.WriteAllTextAsync(config, house.Config(ReplayHouse.Gone, ReplayHouse.Key));
        await using (await SqliteLedger.OpenAsync(database, CancellationToken.None))
        {
        }

        string[] replay = ["explain", "--replay", "7d", "--json", "--config", config, "--database"];
        var empty = await ReplayHouse.RunAsync([.. replay, database]);
        var missing = await ReplayHouse.RunAsync([.. replay, folder.File("none.db")]);
        await using var owner = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        await owner.OpenAsync();
        await using var locks = owner.CreateCommand();
        locks.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;";
        await locks.ExecuteNonQueryAsync();
        var locked = await ReplayHouse.RunAsync([.. replay, database]);

        Assert.Equal((0, 0), (empty.Code, JsonElement.Parse(empty.Output).GetProperty("requests").GetInt32()));
        Assert.Equal((1, "", 1, ""), (missing.Code, missing.Output, locked.Code, locked.Output));
        Assert.Contains("There is no ledger at", missing.Errors);
        Assert.Contains("can't be opened", locked.Errors);
    }

    private static int Outcome(JsonElement report, string name) => report.GetProperty("outcomes").GetProperty(name).GetInt32();

    private static (decimal Low, decimal Expected, decimal High) Range(JsonElement range) =>
        (range.GetProperty("low_usd").GetDecimal(), range.GetProperty("expected_usd").GetDecimal(), range.GetProperty("high_usd").GetDecimal());
}
