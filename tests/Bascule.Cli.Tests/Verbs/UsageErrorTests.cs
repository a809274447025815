namespace Bascule.Cli.Tests.Verbs;

/// <summary>What the command line answers to what it does not know.</summary>
public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("bogus")]
    [InlineData("--nope")]
    [InlineData("serve", "--nope")]
    [InlineData("check", "extra")]
    [InlineData("usage", "--by")]
    [InlineData("usage", "--by", "hour")]
    [InlineData("usage", "--since", "soon")]
    [InlineData("usage", "--url", "nowhere")]
    [InlineData("explain", "--file", "missing.json")]
    [InlineData("explain", "--file", "a.json", "--model", "b")]
    [InlineData("keys")]
    [InlineData("keys", "lst")]
    [InlineData("keys", "create")]
    [InlineData("keys", "create", "web", "--tag", "app")]
    [InlineData("keys", "create", "web", "--file", "missing.json")]
    [InlineData("keys", "show", "web", "--url", "nowhere")]
    [InlineData("import")]
    [InlineData("import", "litellm")]
    [InlineData("import", "litellm", "missing.yaml")]
    [InlineData("sandbox", "--listen", "nowhere")]
    [InlineData("serve", "--listen", "nowhere")]
    [InlineData("serve", "--config", "missing.yaml")]
    [InlineData("check", "--config", "missing.yaml")]
    [InlineData("check")]
    public async Task Run_BadUsage_Exits2AndSaysWhy(params string[] arguments)
    {
        using var folder = new Folder();
        var (code, output, errors) = await Started.ToEndAsync(folder, arguments);
        Assert.Equal(2, code);
        Assert.NotEqual("", errors + output);
        Assert.DoesNotContain("Exception", errors);
    }

    [Theory]
    [InlineData("frobnicate", "'frobnicate' is no verb.")]
    [InlineData("usgae", "'usgae' is no verb. Did you mean usage?")]
    [InlineData("Check", "'Check' is no verb. Did you mean check?")]
    [InlineData("a\u001b[2J", "'a?[2J' is no verb.")]
    [InlineData("", "'' is no verb.")]
    public async Task Run_AVerbThatIsNone_SaysOnlyThatAndWhatIsNear(string verb, string said)
    {
        using var folder = new Folder();
        var (code, output, errors) = await Started.ToEndAsync(folder, verb, "--json");
        Assert.Equal((2, "", $"{said}\nbascule --help says what there is.\n"), (code, output, errors));
    }

    [Theory]
    [InlineData("eval", "run")]
    [InlineData("router", "bench")]
    [InlineData("advise")]
    [InlineData("size", "--gpu", "h100")]
    [InlineData("tune")]
    [InlineData("deploy")]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task Run_AVerbOfALaterPart_SaysNotYetSupported(params string[] arguments)
    {
        using var folder = new Folder();
        var (code, _, errors) = await Started.ToEndAsync(folder, arguments);
        Assert.Equal(2, code);
        Assert.Contains("not yet supported", errors);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    [InlineData("check", "--help")]
    [InlineData("explain", "--help")]
    [InlineData("usage", "--help")]
    [InlineData("sandbox", "--help")]
    public async Task Run_Help_Exits0(params string[] arguments)
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, arguments);
        Assert.Equal(0, code);
        Assert.Contains(arguments.Length > 1 ? arguments[0] : "serve", output);
    }

    [Fact]
    public async Task Run_Version_SaysIt()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }
}
