using Bascule.Server.Hosting;
using Bascule.Server.Tests.Configuration;

namespace Bascule.Server.Tests.Hosting;

/// <summary>A start that cannot be says why in one line.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Start_OnAnAddressOfNobody_IsRefused()
    {
        const string listen = "http://192.0.2.1:0";    // kept for documents: no machine has it
        var file = Path.Combine(Given.Folder(), "bascule.yaml");
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Started.FromAsync(file, Started.Yaml($"listen: [\"{listen}\"]")));
        Assert.Contains("no such address", Assert.Single(refused.Reasons), StringComparison.Ordinal);
        Assert.Contains(listen, refused.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnATakenPort_IsRefused()
    {
        await using var first = await Started.FromAsync(Path.Combine(Given.Folder(), "bascule.yaml"), Started.Yaml("listen: [\"http://127.0.0.1:0\"]"));
        var refused = await Assert.ThrowsAsync<StartRefusedException>(
            () => Started.FromAsync(Path.Combine(Given.Folder(), "bascule.yaml"), Started.Yaml($"listen: [\"{first.Addresses[0]}\"]")));
        Assert.Contains("another process has the address", Assert.Single(refused.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAFileInTheJournalsPlace_IsRefused()
    {
        var folder = Given.Folder();
        var journal = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "data")).FullName, "journal");
        await File.WriteAllTextAsync(journal, "");
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Started.FromAsync(Path.Combine(folder, "bascule.yaml"), Started.Yaml("listen: [\"http://127.0.0.1:0\"]")));
        Assert.Contains($"The journal '{journal}' can't be opened", Assert.Single(refused.Reasons), StringComparison.Ordinal);
    }
}
