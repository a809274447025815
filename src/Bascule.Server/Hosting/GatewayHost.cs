using System.Net.Sockets;
using Bascule.Engine;
using Bascule.Engine.Caching;
using Bascule.Engine.Access;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Auditing;
using Bascule.Engine.Ledger.Content;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing.Shadowing;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Steps;
using Bascule.Sandbox;
using Bascule.Server.Admin;
using Bascule.Server.Admin.Operators;
using Bascule.Server.Configuration;
using Bascule.Server.Configuration.Stored;
using Bascule.Server.Endpoints;
using Bascule.Server.Keys;
using Bascule.Server.Rules;
using Bascule.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>A running gateway: data folder, journal, store, rules and listeners, opened in this order and closed in the other.</summary>
public sealed partial class GatewayHost : IAsyncDisposable
{
    /// <summary>After the drain's time, for telling those still under way that it is over.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly Stack<IAsyncDisposable> _open = new();
    private readonly CancellationTokenSource _drained = new();
    private WebApplication _app = null!;
    private TimeSpan _drain;
    private int _closing;
    private bool _waited;

    /// <summary>Where it listens, with the real ports.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    /// <summary>Where <c>metrics_listen</c> is, with the real port; null: nowhere.</summary>
    public Uri? MetricsAddress { get; private set; }

    /// <summary>What was noticed at start, a line each.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>No key is asked for.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The services, for the host's own tests and the CLI.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway.</summary>
    /// <exception cref="StartRefusedException">Config, data folder or listeners do not allow it; each reason is in the operator's words.</exception>
    public static async Task<GatewayHost> StartAsync(HostSettings settings, CancellationToken cancel = default)
    {
        var host = new GatewayHost();
        try
        {
            await host.OpenAsync(settings, cancel);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until <paramref name="stop"/>, then drains.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var ended = _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ended);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        while (_open.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        _drained.Dispose();
    }

    /// <summary>The listeners stay open while it drains, so that who asks meanwhile is told so in words; then they close.</summary>
    private async Task StopAsync()
    {
        var finished = Close();
        if (!_waited)
        {
            _waited = true;    // once: what is stuck then is stuck when it is disposed of too
            using var enough = new CancellationTokenSource();
            await Task.WhenAny(finished, Task.Delay(_drain + LastWords, enough.Token));
            await enough.CancelAsync();
        }

        await _app.StopAsync(CancellationToken.None);
    }

    private Task Close()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            _drained.CancelAfter(_drain);    // once: a second call would give the drain its time anew
        }

        return _app.Services.GetRequiredService<Intake>().CloseAsync();
    }

    private async Task OpenAsync(HostSettings settings, CancellationToken cancel)
    {
        var facts = Startup.LoadFacts(settings);
        var surroundings = Startup.Surroundings(settings, facts);
        var early = SocketProfile.IsSet;
        var sandbox = settings.ConfigFile is null ? Keep(await SandboxServer.StartAsync("http://127.0.0.1:0", settings.Time, cancel)) : null;
        var read = await Startup.ReadConfigAsync(settings, surroundings with { BeforeSockets = SocketProfile.Prepare }, sandbox is null ? null : new Uri(sandbox.Address, "v1"), cancel);
        var config = read.Config!;
        var folder = DataFolder.TryOpen(config.Server.DataDir, out var problem) ?? throw new StartRefusedException([problem!]);
        Keep(new Closing(folder));
        var builder = NewBuilder(config);
        builder.Services.AddSingleton(facts).AddSingleton(folder).AddSingleton(settings.Time);
        var (database, secrets, away) = await DatabaseStart.OpenAsync(config, folder, settings, cancel);
        Keep(database);
        builder.Services.AddSingleton(new UserHash(secrets.HashUser)).AddSingleton(new DrainEnd(_drained.Token)).AddSingleton(database.Ledger);
        var stored = away is null ? await KeyCabinet.OpenAsync(database.Keys, cancel) : KeyCabinet.Away;    // who was away a moment ago is not waited for again
        if (!KeyRingRules.MayServe(config.Server.Auth, stored.Count(config), config.Server.IsLoopback))
        {
            throw new StartRefusedException(["Without keys only loopback listeners are served: set BASCULE_API_KEY, configure keys, or listen on 127.0.0.1."]);
        }

        builder.Services.AddSingleton(database.Keys).AddSingleton<Locksmith>().AddHostedService<KeyWatch>();
        builder.Services.AddSingleton(database.Responses(secrets.Responses));
        CacheStart.Add(builder.Services, config, database.Answers(secrets.Responses), secrets.Responses, settings.Time);
        builder.Services.AddSingleton(database.Vectors(secrets.Responses));
        builder.Services.AddSingleton(services => Journal.Open(
            new JournalOptions(folder.Journal) { Fsync = config.Server.Fsync, MaxBytes = config.Storage.MaxJournalBytes }, services.GetRequiredService<ILogger<Journal>>()));
        builder.Services.AddSingleton(services => Drain.Start(
            services.GetRequiredService<Journal>(), services.GetRequiredService<ILedgerStore>(), settings.Time, services.GetRequiredService<ILogger<Drain>>()));
        builder.Services.AddSingleton(services => ContentStart.Open(config, database, secrets, settings.Time, services));
        if (config.Audit.Webhook is { } webhook)
        {
            builder.Services.AddSingleton(services => new AuditWebhook(webhook, () => services.GetRequiredService<LiveRules>().Config.Server.Door, settings.Time, services.GetRequiredService<ILogger<AuditWebhook>>()));
        }

        builder.Services.AddSingleton(services => AuditStart.Open(config, folder, settings.Time, services));
        builder.Services.AddSingleton(services => new LiveRules(config, stored, facts, services.GetRequiredService<DeploymentStates>()));
        if (settings.Fetcher is { } fetcher)
        {
            builder.Services.AddSingleton(fetcher);
        }

        if (config.Storage.Shared is { } shared)
        {
            SharedStart.Add(builder.Services, shared, settings);
            BankStart.Add(builder.Services, shared, folder, settings);
        }

        builder.Services.AddEngine().AddSingleton<CallerIdentity>().AddSingleton<Intake>();
        builder.Services.AddHostedService<EngineWatch>();
        builder.Services.AddHostedService<LedgerRetention>();
        builder.Services.AddSingleton<SpendReading>();
        builder.Services.AddAdmin();
        OperatorSignIn.Add(builder.Services, config.Server);
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        Keep(_app);
        KeepLedger(_app.Services, folder);
        Pipeline.Map(_app);
        _drain = config.Server.Drain;
        _app.Lifetime.ApplicationStopping.Register(() => Close());
        var unread = await Keep(_app.Services.GetRequiredService<SpendReading>()).BeginAsync(settings.Waits, cancel);
        var alone = await SharedStart.BeginAsync(_app.Services, config.Storage.Shared, settings, cancel);
        await StartListeningAsync(config, cancel);
        var rules = _app.Services.GetRequiredService<LiveRules>();
        IsOpen = rules.Now.Keys.Open;
        Notices = [.. read.Problems.Select(notice => notice.ToString()), .. Egress.Notices(config), .. SocketProfile.Notices(config, settings.ConfigFile, early), .. unread is null ? Array.Empty<string>() : [unread], .. alone is null ? Array.Empty<string>() : [alone], .. away is null ? Array.Empty<string>() : [$"{away} The gateway serves all the same: rows wait in the journal until it can."]];
        if (settings.ConfigFile is { } file)
        {
            Keep(ConfigFollower.Start(file, read, surroundings, result => Reload(rules, result), _app.Services.GetRequiredService<AuditLog>(), settings.Time, _app.Services.GetRequiredService<ILogger<ConfigFollower>>()));
        }
    }

    /// <summary>Closed in this order: shadows end and settle, the journal writes what waits, the drain moves it, the audit log signs its last entry, the store closes after the services.</summary>
    private void KeepLedger(IServiceProvider services, DataFolder folder)
    {
        if (services.GetService<AuditWebhook>() is { } webhook)
        {
            Keep(webhook);    // it gets the log's last checkpoint
        }

        Keep(services.GetRequiredService<AuditLog>());
        try
        {
            Keep(services.GetRequiredService<Drain>());
            Keep(services.GetRequiredService<Journal>());
            Keep(services.GetRequiredService<ContentKeeper>());
            if (services.GetService<Teller>() is { } teller)
            {
                Keep(teller);    // it tells what the last requests and shadows settled
            }

            Keep(services.GetRequiredService<SemanticCache>());
            Keep(services.GetRequiredService<Shadows>());
            Keep(services.GetRequiredService<SemanticLearning>());
            Keep(new Stopping(this));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException([$"The journal '{folder.Journal}' can't be opened: {trouble.Message} Let the gateway's user write below server.data_dir, or give it another one."]);
        }
    }

    private async Task StartListeningAsync(BasculeConfig config, CancellationToken cancel)
    {
        try
        {
            await _app.StartAsync(cancel);
        }
        catch (Exception trouble) when (trouble is IOException or SocketException or UnauthorizedAccessException)
        {
            throw new StartRefusedException([StartTrouble.OfListening(config.Server, trouble)]);
        }

        var bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToArray();
        Addresses = bound[..config.Server.Listen.Count];
        MetricsAddress = bound.ElementAtOrDefault(config.Server.Listen.Count);
    }

    private static WebApplicationBuilder NewBuilder(BasculeConfig config)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "bascule" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => Listeners.Configure(options, config.Server));
        SocketProfile.Configure(builder.Services, config.Server.Profile);
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = LastWords;
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;    // a bug in what watches may not end what answers
        });

        // With any level of this category on, ASP.NET Core makes an Activity and a log scope for every request, 0.7 KB that nobody reads. What an application throws is logged by Kestrel.
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // A start that failed is told in the operator's words, not as a stack of frames.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddJsonConsole(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            options.MaxQueueLength = 2500;    // a stalled terminal must not stall requests: past it lines are dropped
            options.QueueFullMode = Microsoft.Extensions.Logging.Console.ConsoleLoggerQueueFullMode.DropWrite;
        });
        return builder;
    }

    private void Reload(LiveRules rules, ConfigResult result)
    {
        var logger = _app.Services.GetRequiredService<ILogger<GatewayHost>>();
        var audit = _app.Services.GetRequiredService<AuditLog>();
        var before = rules.Now.Version;
        if (result.Config is not { } config)
        {
            audit.Act(AuditLog.Gateway, AuditActs.ReloadRefused, "config", ("from", before));
            Log.Refused(logger, string.Join(" | ", result.Problems));
            return;
        }

        string? trouble;
        try
        {
            trouble = rules.Replace(config, next => ObjectionTo(next, config, rules));
        }
        catch (Exception bug)
        {
            // On a timer's thread nobody else would catch it, and the process would end. What it says is not shown: it may hold a value of the config.
            audit.Act(AuditLog.Gateway, AuditActs.ReloadRefused, "config", ("from", before), ("to", config.Version), ("why", "broken"));
            Log.Broken(logger, bug.GetType().Name);
            return;
        }

        if (trouble is not null)
        {
            audit.Act(AuditLog.Gateway, AuditActs.ReloadRefused, "config", ("from", before), ("to", config.Version));
            Log.Refused(logger, trouble);
            return;
        }

        _app.Services.GetRequiredService<AnswerCache>().MaxBytes = config.Server.MaxCacheBytes;
        Log.Reloaded(logger, config.Version, string.Join(" | ", [.. result.Problems.Select(problem => problem.ToString()), .. Egress.Notices(config)]));
    }

    /// <summary>Why a config may not come into force though it is well written; else its entry is in the audit log, and null. The keys stand still meanwhile.</summary>
    private string? ObjectionTo(Rulebook next, BasculeConfig config, LiveRules rules)
    {
        // What is bound counts: the file's server.listen may have changed since, and the listeners have not.
        if (!KeyRingRules.MayServe(config.Server.Auth, rules.Stored.Count(config), Addresses.All(address => address.IsLoopback)))
        {
            return "Without keys only loopback listeners are served.";
        }

        if (!rules.Now.Keys.Open && config.Server.Auth != "none" && next.Keys.Open)
        {
            return "The keys are gone from the config, and without them anybody on this machine could ask. If that is meant, write server.auth: none.";
        }

        return _app.Services.GetRequiredService<AuditLog>().Act(AuditLog.Gateway, AuditActs.Reload, "config", ("from", rules.Config.Version), ("to", config.Version))
            ? null
            : "The audit log can't be written now, and no config changes without an entry. Make room, then write the file once more.";
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _open.Push(part);
        return part;
    }

    private sealed class Closing(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Stopping(GatewayHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await host.StopAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The changed config is refused, the old one stays: {Problems}")]
        public static partial void Refused(ILogger logger, string problems);

        [LoggerMessage(2, LogLevel.Information, "Config {Version} is in force. {Warnings}")]
        public static partial void Reloaded(ILogger logger, string version, string warnings);

        [LoggerMessage(3, LogLevel.Error, "The changed config could not be put in force ({Exception}), the old one stays. Mend: bascule check, then write the file once more.")]
        public static partial void Broken(ILogger logger, string exception);
    }
}
