using Bascule.Server.Configuration.Document;
using System.Text;
using System.Security.Cryptography;
using Bascule.Storage.Postgres;

namespace Bascule.Server.Configuration;

/// <summary>
/// Re-reads the config when what it says changes, also behind symlinks and in the secrets' files it names. A bad one is handed over with its problems and
/// without a config: the old one stays.
/// </summary>
public sealed class ConfigWatcher : IDisposable
{
    /// <summary>How often the files are looked at. Polling sees what file events miss: symlinks swapped by Kubernetes, network drives.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly ConfigSurroundings _surroundings;
    private readonly Action<ConfigResult> _onChanged;
    private readonly BasculeConfig _started;
    private readonly ITimer _timer;
    private readonly Lock _reading = new();
    private IReadOnlyList<string> _sources;
    private ConfigResult _last;
    private string _known = "";
    private string _seen = "";
    private bool _disposed;

    /// <param name="path">The config file, or the address of the database that holds it.</param>
    /// <param name="initial">What was read at start; its config runs.</param>
    /// <param name="surroundings">What the file is read against.</param>
    /// <param name="onChanged">Called with every change, good or bad, from the timer's thread, never twice at once.</param>
    /// <param name="time">The clock that the polling keeps.</param>
    public ConfigWatcher(string path, ConfigResult initial, ConfigSurroundings surroundings, Action<ConfigResult> onChanged, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(initial.Config);
        (_path, _surroundings, _onChanged, _started) = (path, surroundings, onChanged, initial.Config);
        (_last, _sources) = (initial, initial.Sources);
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_reading)
        {
            _disposed = true;
        }
    }

    /// <summary>Reads at once: what changed did so as a whole.</summary>
    public void ReadNow()
    {
        lock (_reading)
        {
            if (!_disposed)
            {
                _seen = Fingerprint();
                LookOnce();
            }
        }
    }

    private void Look()
    {
        // A slow disk must not pile up looks; the next one comes anyway.
        if (!_reading.TryEnter())
        {
            return;
        }

        try
        {
            if (!_disposed)
            {
                LookOnce();
            }
        }
        finally
        {
            _reading.Exit();
        }
    }

    private void LookOnce()
    {
        var now = Fingerprint();

        // Two looks must agree before the file is read: an editor may be in the middle of writing it.
        if (now == _known || now != _seen)
        {
            _seen = now;
            return;
        }

        var result = WithRestartWarnings(Load());

        // New sources were not part of the fingerprint, so they are looked at once more; saying nothing new, that stays silent.
        _known = result.Sources.SequenceEqual(_sources) ? now : "";
        _sources = result.Sources;
        var same = result.Config?.Version == _last.Config?.Version && result.Problems.SequenceEqual(_last.Problems);
        _last = result;
        if (!same)
        {
            _onChanged(result);
        }
    }

    /// <summary>On a timer's thread nobody catches what is thrown, and the process would end with a config that ran well.</summary>
    private ConfigResult Load()
    {
        try
        {
            return ConfigFile.Load(_path, _surroundings);
        }
        catch (Exception trouble)
        {
            return new ConfigResult(null, [new ConfigProblem(ConfigSeverity.Error, PostgresAddress.Shown(_path), 0, 0, "", "", $"the file could not be read ({trouble.GetType().Name})", "run bascule check on it")], _sources);
        }
    }

    private ConfigResult WithRestartWarnings(ConfigResult result)
    {
        if (result.Config is not { } config)
        {
            return result;
        }

        var warnings = Restarts(config).Select(key => new ConfigProblem(
            ConfigSeverity.Warning, PostgresAddress.Shown(_path), 0, 0, key, "", "this change needs a restart; until then the old value stays", "restart the gateway")).ToArray();
        return warnings.Length == 0
            ? result
            : result with { Config = config with { Warnings = new([.. config.Warnings, .. warnings]) }, Problems = [.. result.Problems, .. warnings] };
    }

    private IEnumerable<string> Restarts(BasculeConfig config)
    {
        var (now, before) = (config.Server, _started.Server);
        (string Key, bool Changed)[] keys =
        [
            ("server.listen", !now.Listen.Equals(before.Listen)),
            ("server.metrics_listen", now.MetricsListen != before.MetricsListen),
            ("server.tls", now.Tls != before.Tls),
            ("server.oidc", now.Oidc != before.Oidc),
            ("server.data_dir", now.DataDir != before.DataDir),
            ("server.profile", now.Profile != before.Profile),
            ("server.fsync", now.Fsync != before.Fsync),
            ("server.drain", now.Drain != before.Drain),
            ("storage", config.Storage != _started.Storage),
            ("content", config.Content != _started.Content),
            ("audit", config.Audit with { Retention = _started.Audit.Retention, Hashes = _started.Audit.Hashes } != _started.Audit),
            ("retention.audit", config.Audit.Retention != _started.Audit.Retention),
        ];
        return keys.Where(key => key.Changed).Select(key => key.Key);
    }

    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in _sources)
        {
            byte[] content;
            try
            {
                content = source.StartsWith(Interpolation.VaultMark, StringComparison.Ordinal)
                    ? Encoding.UTF8.GetBytes(_surroundings.Vault(source[Interpolation.VaultMark.Length..]).Value ?? "")
                    : PostgresAddress.IsOne(source) ? Encoding.UTF8.GetBytes(_surroundings.Stored.Read(source).Config?.Text ?? "")
                    : File.ReadAllBytes(source);
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                content = [];
            }

            hash.AppendData(SHA256.HashData(content));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
