using System.Globalization;
using System.Runtime.InteropServices;
using Yarp.ReverseProxy.Configuration;

namespace Bascule.Benchmarks.Load;

/// <summary>What was measured, when and where, in words for the page.</summary>
internal static class Machine
{
    public static string Words()
    {
        var changed = PagePart.Said("git", "status", "--porcelain", "--untracked-files=no", "--", "src", "bench").Length > 0;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        var yarp = typeof(RouteConfig).Assembly.GetName().Version!.ToString(3);
        var nginx = PagePart.Said("nginx", "-v") is { Length: > 0 } said ? said[(said.LastIndexOf('/') + 1)..] : "none";
        return string.Create(CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, commit {PagePart.Commit()}{(changed ? " with changes" : "")}. {Processor()}, {Environment.ProcessorCount} cores that callers, upstream and gateways share, {memory:0} GB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, YARP {yarp}, nginx {nginx}.");
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
        ? line[(line.IndexOf(':') + 2)..].Trim() : RuntimeInformation.ProcessArchitecture.ToString();
}
