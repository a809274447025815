using Bascule.Journeys.Sdk;

namespace Bascule.Journeys.Documents;

/// <summary>The JavaScript that pages show does what the pages say, with the packages it names, against a gateway as <c>./run</c> starts it without a file.</summary>
public sealed class ScriptBlockTests
{
    public static TheoryData<string> Scripts => [.. Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == "js").Select(block => block.At)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_OfAPage_PrintsWhatThePageSays(string at)
    {
        var block = Block.Of(at);
        Assert.True(block.Prints.Length > 0, $"{at} shows a script and does not say what it prints: <!-- prints: word --> on the line before");
        Assert.SkipWhen(NodeModules.Missing is not null, NodeModules.Missing ?? "");
        await using var gateway = await OpenGateway.StartAsync();
        var address = gateway.Host.Addresses[0].GetLeftPart(UriPartial.Authority);
        var script = Path.Combine(NodeModules.Folder, $"page-{Guid.CreateVersion7():N}.mjs");    // beside the packages, or it finds none
        await File.WriteAllTextAsync(script, block.Text.Replace("http://127.0.0.1:4100", address, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            bound.CancelAfter(Gateway.Bound);
            var (exit, output, trouble) = await NodeModules.RunAsync(script, [], bound.Token);
            Assert.True(exit == 0, $"{at} ended with {exit}\n{trouble}\n{output}");
            Assert.All(block.Prints, word => Assert.Contains(word, output, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(script);
        }
    }
}
