using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Bascule.Cli.Tests.Verbs;

/// <summary>The log that two processes left, one of them killed, proved by a third.</summary>
public sealed class AuditVerbTests
{
    [Fact]
    public async Task Verify_OfWhatAKilledAndAStoppedGatewayLeft_HoldsUntilAByteIsChanged()
    {
        using var folder = new Folder();
        var (killed, _) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        Process.GetProcessById(killed.Id).Kill();
        await killed.EndAsync();
        await killed.DisposeAsync();
        var (stopped, _) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var _ = stopped;
        await stopped.TerminateAsync();
        await stopped.EndAsync();

        var head = (await Started.ToEndAsync(folder, "audit", "head")).Output.Trim();
        Assert.Equal(64, head.Length);
        var (code, output, _) = await Started.ToEndAsync(folder, "audit", "verify", folder.File("data"), "--head", head, "--json");
        var verdict = JsonElement.Parse(output);
        Assert.Equal((0, true, 2, head), (code, verdict.GetProperty("holds").GetBoolean(), verdict.GetProperty("chains").GetInt32(), verdict.GetProperty("head").GetProperty("hash").GetString()));
        Assert.True(verdict.GetProperty("checkpoints").GetInt64() >= 3);
        Assert.Contains("gateway.stop", (await Started.ToEndAsync(folder, "audit", "list", "--since", "1h")).Output);

        var file = Path.Combine(folder.File("data"), "audit", "00000002-0001.jsonl");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.AsSpan().IndexOf("gateway.stop"u8)] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var broken = await Started.ToEndAsync(folder, "audit", "verify");
        Assert.Equal(1, broken.Code);
        Assert.Contains($"broken: {file} line {Encoding.UTF8.GetString(bytes).Split("fateway.stop")[0].Split('\n').Length}", broken.Output);
        Assert.Equal(2, (await Started.ToEndAsync(folder, "audit", "verify", folder.File("nothing"))).Code);
    }
}
