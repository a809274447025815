using System.CommandLine;
using Bascule.Cli.Terminal;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule serve</c>: the gateway in the foreground, until it is asked to stop and everything under way is finished.</summary>
internal static class ServeVerb
{
    public static Command Make()
    {
        var config = CommonOptions.Config();
        var listen = CommonOptions.Listen("in the place of the config's");
        var verb = new Command("serve", "Runs the gateway. Without a config file it looks for keys in the environment and engines on this machine.") { config, listen };
        verb.SetAction((parsed, _) => RunAsync(new HostSettings { ConfigFile = CommonOptions.FileOf(parsed.GetValue(config)), Listen = parsed.GetValue(listen), Waits = CommandLine.Say }));
        return verb;
    }

    private static async Task<int> RunAsync(HostSettings settings)
    {
        using var signals = new Signals();
        GatewayHost host;
        try
        {
            host = await GatewayHost.StartAsync(settings, signals.Asked);
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }
        catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
        {
            return 0;
        }

        await using (host)
        {
            await Console.Out.WriteAsync(FirstRequest.Greeting(host, settings));
            await Console.Out.FlushAsync();
            foreach (var notice in host.Notices)
            {
                await Console.Error.WriteLineAsync(notice);
            }

            await using var told = signals.Asked.Register(static () => Console.Error.WriteLine("draining: no new requests, those under way may finish; a second signal ends at once"));
            await host.RunAsync(signals.Asked);
        }

        return 0;
    }
}
