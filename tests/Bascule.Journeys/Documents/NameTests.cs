using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Sandbox;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Documents;

/// <summary>What pages call by name exists under that name: verbs, addresses, headers, variables, members of a ledger row.</summary>
public sealed partial class NameTests
{
    /// <summary>Names what the sandbox serves, where every other page speaks of the gateway.</summary>
    private const string SandboxPage = "docs/sandbox.md";

    /// <summary>A verb of the script's own, which the executable does not have: .ci/publish tries it.</summary>
    private const string OfTheScript = "publish";

    public static TheoryData<string> Verbs =>
        [.. Page.All.SelectMany(page => RunVerb().Matches(page.Text).Select(match => match.Groups[1].Value)).Where(verb => verb != OfTheScript).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_NamedByAPage_HasHelp(string verb)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bascule.dll"), verb, "--help"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains(verb, await output, StringComparison.Ordinal);
        Assert.DoesNotContain("not yet supported", await output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_NamedByPages_AreServed()
    {
        await using var gateway = await OpenGateway.StartAsync();
        var served = gateway.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is not (null or "{**path}") && !endpoint.RoutePattern.RawText.EndsWith("{**rest}", StringComparison.Ordinal))
            .Select(endpoint => new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText!.TrimStart('/')), [])).ToArray();
        var unknown = Page.All.Where(page => page.Path != SandboxPage)
            .SelectMany(page => page.Prose.Split('\n').Where(line => !line.Contains("not yet", StringComparison.OrdinalIgnoreCase))
                .SelectMany(line => Address().Matches(line).Select(match => (page.Path, Address: match.Groups[1].Value))))
            .Where(named => !served.Any(template => template.TryMatch(named.Address, [])))
            .Select(named => $"{named.Path}: {named.Address}");
        Assert.Empty(unknown);
    }

    [Fact]
    public void Addresses_OfTheSandboxPage_AreServedByTheSandbox()
    {
        var served = new SandboxEndpoints().All;
        var named = Page.At(SandboxPage).Spans.Where(span => span.StartsWith('/')).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, address => Assert.Contains(served, endpoint => endpoint.Path.Match(address) is not null));
    }

    [Fact]
    public void HeadersAndVariables_NamedByPages_StandInTheSources()
    {
        var sources = string.Concat(new[] { "src", "tests" }.SelectMany(under => Directory.EnumerateFiles(Path.Combine(Repository.Root, under), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)
            .Append(File.ReadAllText(Path.Combine(Repository.Root, "catalog/vendors.json"))));
        var unknown = Page.All.SelectMany(page => OwnName().Matches(page.Text).Select(match => (page.Path, match.Value)))
            .Distinct().Where(named => !sources.Contains(named.Value, StringComparison.Ordinal)).Select(named => $"{named.Path}: {named.Value}");
        Assert.Empty(unknown);
    }

    [Fact]
    public async Task Metrics_OfThePage_AreThoseThatAreServed()
    {
        await using var gateway = await OpenGateway.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.Host.Addresses[0] };
        using var asked = new StringContent("""{"model":"assistant","messages":[{"role":"user","content":"What is 17 + 25?"}]}""", null, "application/json");
        using var answer = await client.PostAsync("/v1/chat/completions", asked, TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(gateway.Folder, "data/admin.key"), TestContext.Current.CancellationToken)).Trim());
        var served = MetricHead().Matches(await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Select(match => match.Groups[1].Value);
        var told = Page.At("docs/operations.md").Rows.SelectMany(cells => MetricName().Matches(cells[0]).Select(match => match.Groups[1].Value)).ToArray();
        Assert.NotEmpty(told);
        Assert.Empty(told.Except(served));
        Assert.Empty(served.Where(name => MetricName().IsMatch($"`{name}`")).Except(told));
    }

    [Fact]
    public async Task LedgerRow_ItsMembers_AreThoseOfThePage()
    {
        await using var gateway = await OpenGateway.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.Host.Addresses[0] };
        using var asked = new StringContent("""{"model":"assistant","messages":[{"role":"user","content":"What is 17 + 25?"}]}""", null, "application/json");
        using var answer = await client.PostAsync("/v1/chat/completions", asked, TestContext.Current.CancellationToken);
        var row = await client.GetStringAsync($"/v1/requests/{answer.Headers.GetValues("x-bascule-request-id").Single()}", TestContext.Current.CancellationToken);
        using var parsed = JsonDocument.Parse(row);
        var told = Page.At("docs/ledger.md").Rows.Where(cells => cells is [['`', ..], _]).SelectMany(cells => Word().Matches(cells[0]).Select(match => match.Groups[1].Value));
        Assert.Equal(parsed.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?:\./run|`bascule) (serve|check|[a-z]{3,})\b")]
    private static partial Regex RunVerb();

    [GeneratedRegex(@"`(?:GET |POST )?(/(?:v1/|bascule/v1/|healthz|readyz|metrics)[^\s`?]*)[^`]*`")]
    private static partial Regex Address();

    [GeneratedRegex(@"\bx-bascule-[a-z-]*[a-z]|\bx-sandbox-[a-z-]*[a-z]|\bBASCULE_[A-Z_]*[A-Z]|\b[A-Z]+_API_KEY\b")]
    private static partial Regex OwnName();

    [GeneratedRegex("^# TYPE ([a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex MetricHead();

    [GeneratedRegex("`((?:bascule|gen_ai)_[a-z_]+)`")]
    private static partial Regex MetricName();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Word();
}
