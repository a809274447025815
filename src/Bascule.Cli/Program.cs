using Bascule.Server.Hosting;

await using var host = await GatewayHost.StartAsync(new HostSettings());
Console.WriteLine($"listening on {host.Addresses[0]}");
await host.RunAsync(CancellationToken.None);
