using Bascule.Benchmarks.Budgets;
using Bascule.Benchmarks.Load;

namespace Bascule.Benchmarks;

/// <summary>What this executable can do; the load run starts the last three as processes of their own.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var flags = new Flags(args);
        switch (flags.Verb)
        {
            case "budgets":
                return await BudgetVerb.RunAsync();
            case "time":
                return Timing.TimeVerb.Run(args[1..]);
            case "load":
                return await LoadVerb.RunAsync(flags);
            case "cross":
                return await CrossVerb.RunAsync(flags);
            case "upstream":
                await Upstream.RunAsync(flags.Number("port", 0));
                return 0;
            case "yarp":
                await YarpProxy.RunAsync(flags.Number("port", 0), flags.Text("to", ""));
                return 0;
            case "gateway":
                await Gateway.RunAsync(flags.Text("config", ""));
                return 0;
            default:
                Console.Error.WriteLine("""
                    budgets                       bytes allocated per case, held against bench/budgets.json
                    time [BenchmarkDotNet args]   nanoseconds per case
                    load [--rounds 5] [--seconds 3] [--warm 10] [--only bascule,yarp] [--phase whole,alone,flood,paced,idle,ready]
                    cross [--rounds 5] [--seconds 1] [--warm 2]   CPU of crossing dialects over that of passing through
                    """);
                return 2;
        }
    }
}
