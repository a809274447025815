using Bascule.Benchmarks.Budgets;
using Bascule.Benchmarks.Caching;
using Bascule.Benchmarks.Chaos;
using Bascule.Benchmarks.Guardrails;
using Bascule.Benchmarks.Load;
using Bascule.Benchmarks.Replicas;
using Bascule.Benchmarks.Semantic;
using Bascule.Benchmarks.Soak;

namespace Bascule.Benchmarks;

/// <summary>What this executable can do; the runs start the last four as processes of their own.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var flags = new Flags(args);
        switch (flags.Verb)
        {
            case "budgets":
                return await BudgetVerb.RunAsync(flags.Text("case", ""));
            case "time":
                return Timing.TimeVerb.Run(args[1..]);
            case "load":
                return await LoadVerb.RunAsync(flags);
            case "cross":
                return await CrossVerb.RunAsync(flags);
            case "govern":
                return await GovernVerb.RunAsync(flags);
            case "chaos":
                return await ChaosVerb.RunAsync(flags);
            case "hits":
                return await HitVerb.RunAsync(flags);
            case "cache":
                return await CacheVerb.RunAsync(flags);
            case "guardrails":
                return GuardrailVerb.Run(flags);
            case "drain":
                return await DrainVerb.RunAsync(flags);
            case "shared":
                return await SharedVerb.RunAsync(flags);
            case "semantic":
                return SemanticVerb.Run(flags);
            case "soak":
                return await SoakVerb.RunAsync(flags);
            case "faulty":
                await FaultyUpstream.RunAsync(flags.Number("port", 0));
                return 0;
            case "upstream":
                await Upstream.RunAsync(flags.Number("port", 0));
                return 0;
            case "yarp":
                await YarpProxy.RunAsync(flags.Number("port", 0), flags.Text("to", ""), flags.Number("tls", 0), flags.Text("folder", ""));
                return 0;
            case "gateway":
                await Gateway.RunAsync(flags.Text("config", ""));
                return 0;
            default:
                Console.Error.WriteLine("""
                    budgets [--case WORD]         bytes allocated per case, held against bench/budgets.json
                    govern [--rounds 7]           what policies, the default guardrail, limits and a budget add to a request
                    time [--case WORD] [BenchmarkDotNet args]   nanoseconds per case
                    load [--rounds 5] [--seconds 1.5] [--warm 8] [--only direct,nginx,yarp,bascule,streams] [--hold 20] [--bascule FILE] [--page docs/performance.md]
                         [--phase whole,callers,alone,sizes,paced,flood,cross,tls,memory,ready]   Bascule beside nginx and YARP; without a phase all of them
                    cross [--rounds 5] [--seconds 1] [--warm 2]   CPU of crossing dialects over that of passing through
                    chaos [--minutes 10] [--callers 100] [--faults 30] [--routes open,held,rescued] [--page docs/resilience.md]   right answers under faults
                    hits [--rounds 7]             CPU and time of an answer from the cache over loopback
                    cache [--entries 1000000] [--bytes 600] [--megabytes 1024]   memory of the answers kept, microseconds of a key and a hit
                    guardrails [--milliseconds 300]   MB/s of the detectors, and microseconds for 1 KB and 32 KB
                    drain [--rows 100000] [--rounds 3]   rows a second from the journal into PostgreSQL and SQLite
                    shared [--rounds 7] [--seconds 2] [--warm 5]   what limits and budgets over Redis add to a request
                    semantic [--vectors 100000] [--length 384] [--rounds 300]   what a search, the guards and the agreement of answers cost on one core
                    soak [--minutes 30] [--streams 200] [--page docs/resilience.md]   memory, handles and threads over time
                    """);
                return 2;
        }
    }
}
