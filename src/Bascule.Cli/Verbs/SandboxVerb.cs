using System.CommandLine;
using Bascule.Cli.Terminal;
using Bascule.Sandbox;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule sandbox</c>: the simulated vendors by themselves.</summary>
internal static class SandboxVerb
{
    private const string Usual = "http://127.0.0.1:4101";

    public static Command Make()
    {
        var listen = CommonOptions.Listen(Usual);
        var verb = new Command("sandbox", "Runs simulated vendors over real HTTP, to try things without an account.") { listen };
        verb.SetAction((parsed, _) => RunAsync(parsed.GetValue(listen) ?? Usual));
        return verb;
    }

    private static async Task<int> RunAsync(string listen)
    {
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
        {
            return await CommandLine.RefuseAsync($"--listen is not an http address. Write it as {Usual}.");
        }

        using var signals = new Signals();
        SandboxServer server;
        try
        {
            server = await SandboxServer.StartAsync(listen, cancel: signals.Asked);
        }
        catch (IOException trouble)
        {
            return await CommandLine.RefuseAsync($"{listen} can't be listened on: {trouble.Message}");
        }

        await using (server)
        {
            await Console.Out.WriteLineAsync($"listening on {server.Address.GetLeftPart(UriPartial.Authority)}");
            await Console.Out.WriteLineAsync("Simulated: nothing here is a real model. GET /v1/models lists them; a fault is asked for by x-sandbox-fault or a suffix, as sandbox-open+503.");
            await Console.Out.FlushAsync();
            await signals.WaitAsync();
        }

        return 0;
    }
}
