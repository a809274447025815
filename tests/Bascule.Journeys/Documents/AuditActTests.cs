using System.Text.RegularExpressions;

namespace Bascule.Journeys.Documents;

/// <summary>The table of acts in docs/audit.md has what the code writes, and nothing else.</summary>
public sealed partial class AuditActTests
{
    [Fact]
    public void Acts_OfTheTable_AreThoseOfTheCode()
    {
        var table = Page.At("docs/audit.md").Text.Split('\n').SkipWhile(line => !line.StartsWith("| act ", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|'));
        var told = table.SelectMany(line => InTicks().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value)).ToHashSet();

        var code = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => file.Contains("/Auditing/", StringComparison.Ordinal) || file.Contains("/Admin/", StringComparison.Ordinal) || file.Contains("/Keys/", StringComparison.Ordinal))
            .SelectMany(file => Act().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToHashSet();
        code.UnionWith(["deployment.drain", "deployment.undrain"]);    // made of the verb in the address

        Assert.Equal(code.Order(), told.Order());
    }

    [GeneratedRegex("`([a-z_.]+)`")]
    private static partial Regex InTicks();

    [GeneratedRegex("\"((?:cache|chain|gateway|config|deployment|content|admin|policy|audit|key)\\.[a-z_]+)\"")]
    private static partial Regex Act();
}
