using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Bascule.Engine.Telemetry;
using Bascule.Server.Admin.Metrics;

namespace Bascule.Server.Tests.Admin;

/// <summary>What a Prometheus gets, and by which doors.</summary>
public sealed partial class MetricsTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task Metrics_OnTheMainPort_NeedAKey()
    {
        using var missing = await house.GetAsync("/metrics", bearer: null);
        using var wrong = await house.GetAsync("/metrics", bearer: House.WebKey);
        using var own = await house.GetAsync("/metrics", bearer: House.MetricsKey);
        using var admin = await house.GetAsync("/metrics");

        Assert.Equal((401, "missing_admin_key"), await House.ErrorAsync(missing));
        Assert.Equal((401, "invalid_admin_key"), await House.ErrorAsync(wrong));
        Assert.Equal((200, 200), ((int)own.StatusCode, (int)admin.StatusCode));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", own.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Metrics_OnTheirOwnPort_AreOpenAndAlone()
    {
        using var client = new HttpClient { BaseAddress = house.Host.MetricsAddress };
        using var scrape = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = "prometheus.example" } };
        using var metrics = await client.SendAsync(scrape);
        using var health = await client.GetAsync(new Uri("/healthz", UriKind.Relative));
        using var models = await client.GetAsync(new Uri("/v1/models", UriKind.Relative));

        Assert.NotEqual(house.Host.Addresses[0], house.Host.MetricsAddress);
        Assert.Equal((200, 404, 404), ((int)metrics.StatusCode, (int)health.StatusCode, (int)models.StatusCode));
        Assert.Contains("bascule_journal_stopped 0\n", await metrics.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Metrics_AfterARequest_CountIt()
    {
        await house.ChatAsync();
        await house.ChatAsync("nothing");
        using var response = await house.GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("# TYPE gen_ai_client_operation_duration_seconds histogram\n", text);
        Assert.Contains("# TYPE gen_ai_client_token_usage_total counter\n", text);
        Assert.Contains("gen_ai_client_token_usage_total{bascule_deployment=\"priced\",gen_ai_token_type=\"input\"} 1000\n", text);
        Assert.Contains("bascule_attempts_total{bascule_deployment=\"priced\"} 1\n", text);
        Assert.Contains("error_type=\"model_not_found\"", text);
        Assert.Contains("bascule_requests_in_flight 0\n", text);
        Assert.Contains("bascule_deployment_in_flight{deployment=\"up/deep/model\"} 0\n", text);
        Assert.Contains("bascule_ledger_rows_at_risk_total 0\n", text);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Exposition(), line));
        Assert.True(Value(text, "process_resident_memory_bytes") > 1_000_000);
    }

    [Fact]
    public void Histogram_Recorded_FillsEveryBucketFromItsBoundOn()
    {
        using var meters = new GatewayMeters();
        using var reader = new MeterReader(meters);
        meters.OperationDuration.Record(0.01);
        meters.OperationDuration.Record(0.5);
        meters.OperationDuration.Record(1000);
        var text = new PrometheusText();
        text.Write(reader.Families.Single(family => family.Instrument == meters.OperationDuration));

        Assert.Contains("_bucket{le=\"0.01\"} 1\n", text.ToString());
        Assert.Contains("_bucket{le=\"0.32\"} 1\n", text.ToString());
        Assert.Contains("_bucket{le=\"0.64\"} 2\n", text.ToString());
        Assert.Contains("_bucket{le=\"81.92\"} 2\n", text.ToString());
        Assert.Contains("_bucket{le=\"+Inf\"} 3\n", text.ToString());
        Assert.Contains("_sum 1000.51\n", text.ToString());
        Assert.Contains("_count 3\n", text.ToString());
    }

    [Fact]
    public void Counter_MoreSeriesThanTheBound_ShareOne()
    {
        using var meters = new GatewayMeters();
        using var reader = new MeterReader(meters);
        for (var i = 0; i < MeterReader.MaxSeries + 5; i++)
        {
            meters.Attempts.Add(1, new KeyValuePair<string, object?>("bascule.deployment", $"up/{i}"));
        }

        meters.Attempts.Add(1, new KeyValuePair<string, object?>("bascule.deployment", "up/0"));
        var all = reader.Families.Single(family => family.Instrument == meters.Attempts).All.ToArray();
        Assert.Equal(MeterReader.MaxSeries + 1, all.Length);
        Assert.Equal(5, all.Single(one => one.Labels[0].Key == "otel_metric_overflow").Series.Value);
        Assert.Equal(2, all.Single(one => one.Labels[0].Value == "up/0").Series.Value);
    }

    [Fact]
    public void Reader_AnotherGatewaysMeter_IsNotHeard()
    {
        using var mine = new GatewayMeters();
        using var other = new GatewayMeters();
        using var reader = new MeterReader(mine);
        other.AtRisk.Add(7);
        mine.AtRisk.Add(1);
        Assert.Equal(1, reader.Families.Single(family => family.Instrument == mine.AtRisk).All.Single().Series.Value);
        Assert.DoesNotContain(reader.Families, family => family.Instrument == other.AtRisk);
    }

    [Fact]
    public async Task Counter_AddedByManyAtOnce_LosesNothing()
    {
        using var meters = new GatewayMeters();
        using var reader = new MeterReader(meters);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                meters.Tokens.Add(1, new KeyValuePair<string, object?>("bascule.deployment", $"up/{i % 10}"));
            }
        })));
        Assert.Equal(80_000, reader.Families.Single(family => family.Instrument == meters.Tokens).All.Sum(one => one.Series.Value));
    }

    [Fact]
    public void Label_WithQuotesAndLineBreaks_IsEscaped()
    {
        var text = new PrometheusText();
        text.Line("a", [new("b", "x\"y\\z\nw")], 1);
        Assert.Equal("a{b=\"x\\\"y\\\\z\\nw\"} 1\n", text.ToString());
    }

    [Fact]
    public void Name_OfEveryInstrument_IsItsPrometheusForm()
    {
        using var meters = new GatewayMeters();
        using var reader = new MeterReader(meters);
        Assert.All(reader.Families, family => Assert.Matches("^[a-z_]+$", PrometheusText.NameOf(family.Instrument)));
        Assert.Equal("gen_ai_server_time_to_first_token_seconds", PrometheusText.NameOf(meters.FirstToken));
        Assert.Equal("bascule_requests_in_flight", PrometheusText.NameOf((Instrument)meters.InFlight));
    }

    private static double Value(string text, string name) =>
        double.Parse(text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.E+-]+)$""")]
    private static partial Regex Exposition();
}
