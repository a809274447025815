using Bascule.Server.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Server.Tests.Configuration;

/// <summary>Re-reading on real files under a clock of its own.</summary>
public sealed class ConfigWatcherTests : IDisposable
{
    private readonly string _folder = Given.Folder();
    private readonly FakeTimeProvider _time = new();
    private readonly List<ConfigResult> _changes = [];
    private ConfigWatcher? _watcher;

    private string ConfigPath => Path.Combine(_folder, "bascule.yaml");

    public void Dispose() => _watcher?.Dispose();

    [Fact]
    public void Watcher_GoodChange_IsHandedOverOnce()
    {
        Start("providers: { openai: {} }");
        Look(4);
        Assert.Empty(_changes);
        File.WriteAllText(ConfigPath, "providers: { openai: {}, anthropic: {} }");
        Look(4);
        Assert.Equal(2, Assert.Single(_changes).Config!.Providers.Count);
    }

    [Fact]
    public void Watcher_BadChangeAndBack_IsRefusedThenGoodAgain()
    {
        Start("providers: { openai: {} }");
        File.WriteAllText(ConfigPath, "providers: { openai: {} ");
        Look(4);
        Assert.Null(Assert.Single(_changes).Config);
        Assert.NotEmpty(_changes[0].Problems);
        File.WriteAllText(ConfigPath, "providers: { openai: {} }");
        Look(4);
        Assert.Equal(2, _changes.Count);
        Assert.NotNull(_changes[1].Config);
    }

    [Fact]
    public void Watcher_ChangeBetweenReadAndFirstLook_IsSeen()
    {
        Start("providers: { openai: {} }");
        File.WriteAllText(ConfigPath, "providers: { anthropic: {} }");
        Look(2);
        Assert.Equal("anthropic", Assert.Single(_changes).Config!.Providers[0].Name);
    }

    [Fact]
    public void Watcher_FileStillBeingWritten_IsNotRead()
    {
        Start("providers: { openai: {} }");
        Look(2);
        for (var i = 0; i < 5; i++)
        {
            File.WriteAllText(ConfigPath, $"providers: {{ openai: {{}} }} # {i}");
            Look(1);
        }

        File.WriteAllText(ConfigPath, "providers: { openai: { http2: true } }");
        Look(1);
        Assert.Empty(_changes);
        Look(1);
        Assert.True(Assert.Single(_changes).Config!.Providers[0].Http2);
    }

    [Fact]
    public void Watcher_SwappedSymlink_IsSeen()
    {
        // As a mounted ConfigMap: bascule.yaml -> ..data/bascule.yaml, and ..data -> a folder that is swapped.
        foreach (var (name, yaml) in new[] { ("one", "providers: { openai: {} }"), ("two", "providers: { anthropic: {} }") })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            File.WriteAllText(Path.Combine(_folder, name, "bascule.yaml"), yaml);
        }

        var data = Path.Combine(_folder, "..data");
        Directory.CreateSymbolicLink(data, "one");
        File.CreateSymbolicLink(ConfigPath, "..data/bascule.yaml");
        Start(null);
        Look(3);
        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, "two");
        Look(3);
        Assert.Equal("anthropic", Assert.Single(_changes).Config!.Providers[0].Name);
    }

    [Fact]
    public void Watcher_ChangedSecretFile_IsSeen()
    {
        var secret = Path.Combine(_folder, "key");
        File.WriteAllText(secret, "one");
        Start($"providers: {{ openai: {{ api_key: \"${{file:{secret}}}\" }} }}");
        Look(3);
        File.WriteAllText(secret, "two");
        Look(3);
        Assert.Equal("two", Assert.Single(_changes).Config!.Providers[0].ApiKey);
    }

    [Fact]
    public void Watcher_NewSecretFile_IsWatchedToo()
    {
        var secret = Path.Combine(_folder, "key");
        File.WriteAllText(secret, "one");
        Start("providers: { openai: {} }");
        File.WriteAllText(ConfigPath, $"providers: {{ openai: {{ api_key: \"${{file:{secret}}}\" }} }}");
        Look(6);
        Assert.Single(_changes);
        File.WriteAllText(secret, "two");
        Look(3);
        Assert.Equal(["one", "two"], _changes.Select(change => change.Config!.Providers[0].ApiKey));
    }

    [Fact]
    public void Watcher_ChangedListener_NeedsARestart()
    {
        Start("providers: { openai: {} }");
        File.WriteAllText(ConfigPath, "providers: { openai: {} }\nserver: { listen: [\"http://127.0.0.1:4200\"], data_dir: ./other, profile: streams, drain: 5s }\n");
        Look(3);
        var warned = Assert.Single(_changes).Problems;
        Assert.Equal(["server.listen", "server.data_dir", "server.profile", "server.drain", "storage"], warned.Select(problem => problem.Path));
        Assert.All(warned, problem => Assert.Contains("needs a restart", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Watcher_OfARelativePath_SeesTheChange()
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "conf")).FullName, "b.yaml");
        File.WriteAllText(path, "providers: { openai: {} }");
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        var initial = ConfigFile.Load(relative, Given.WithKeys());
        _watcher = new ConfigWatcher(relative, initial, Given.WithKeys(), _changes.Add, _time);
        File.WriteAllText(path, "providers: { anthropic: {} }");
        Look(3);
        Assert.Equal([path], initial.Sources);
        Assert.Equal("anthropic", Assert.Single(_changes).Config!.Providers[0].Name);
    }

    [Fact]
    public void Watcher_WhatReadingThrows_IsAProblem()
    {
        File.WriteAllText(ConfigPath, "providers: { openai: {} }");
        var initial = ConfigFile.Load(ConfigPath, Given.WithKeys());
        var broken = Given.WithKeys() with { Environment = static _ => throw new InvalidOperationException("a secret") };
        _watcher = new ConfigWatcher(ConfigPath, initial, broken, _changes.Add, _time);
        File.WriteAllText(ConfigPath, "providers: { anthropic: {} }");
        Look(3);
        var problem = Assert.Single(Assert.Single(_changes).Problems);
        Assert.Null(_changes[0].Config);
        Assert.DoesNotContain("a secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Watcher_Disposed_LooksNoMore()
    {
        Start("providers: { openai: {} }");
        Look(3);
        _watcher!.Dispose();
        File.WriteAllText(ConfigPath, "providers: {}");
        Look(4);
        Assert.Empty(_changes);
    }

    private void Start(string? yaml)
    {
        if (yaml is not null)
        {
            File.WriteAllText(ConfigPath, yaml);
        }

        var initial = ConfigFile.Load(ConfigPath, Given.WithKeys());
        _watcher = new ConfigWatcher(ConfigPath, initial, Given.WithKeys(), _changes.Add, _time);
    }

    private void Look(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(ConfigWatcher.Interval);
        }
    }
}
