using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Bascule.Benchmarks.Timing;

/// <summary>Runs BenchmarkDotNet in this process: its own build of a project of its own would not find this repository's lock files.</summary>
internal static class TimeVerb
{
    public static int Run(string[] args)
    {
        if (args is ["--case", var word, .. var rest])
        {
            (HotPath.Named, args) = (word, rest);
        }

        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        return BenchmarkSwitcher.FromTypes([typeof(HotPath)]).Run(args.Length > 0 ? args : ["--filter", "*"], config).Any() ? 0 : 1;
    }
}
