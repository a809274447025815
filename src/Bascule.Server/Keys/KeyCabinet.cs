using Bascule.Engine.Access;
using Bascule.Server.Configuration;
using Bascule.Storage.Keys;
using System.Data.Common;

namespace Bascule.Server.Keys;

/// <summary>The database's keys as they count now. A change makes a new one.</summary>
/// <param name="Keys">Those that are not deleted, the oldest first.</param>
/// <param name="Known">False: they can't be read, and there may be any number.</param>
internal sealed record KeyCabinet(IReadOnlyList<StoredKey> Keys, bool Known)
{
    /// <summary>Nobody can tell what keys there are.</summary>
    public static KeyCabinet Away { get; } = new([], Known: false);

    public static async Task<KeyCabinet> OpenAsync(IKeyStore store, CancellationToken cancel)
    {
        try
        {
            return new([.. (await store.ReadAsync(cancel)).Select(StoredKey.Of)], Known: true);
        }
        catch (Exception trouble) when (trouble is DbException or InvalidDataException)
        {
            return Away;
        }
    }

    /// <summary>By id, else by name.</summary>
    public StoredKey? Find(string which) => Keys.FirstOrDefault(key => key.Record.Id == which) ?? Keys.FirstOrDefault(key => key.Record.Name == which);

    public KeyCabinet With(StoredKey key) => this with
    {
        Keys = Keys.Any(other => other.Record.Id == key.Record.Id) ? [.. Keys.Select(other => other.Record.Id == key.Record.Id ? key : other)] : [.. Keys, key],
    };

    public KeyCabinet Without(string id) => this with { Keys = [.. Keys.Where(key => key.Record.Id != id)] };

    /// <summary>Why a key of the database does not count; null: it does, as far as it is not disabled or expired.</summary>
    public static string? Trouble(StoredKey key, BasculeConfig config) =>
        key.Trouble ?? (config.Keys.Any(other => other.Name == key.Record.Name) ? $"A key of the file has the same name: {config.KeyPlaces.Of(key.Record.Name)}." : null);

    /// <summary>The keys of file and database together. Where both have a name, the file's counts.</summary>
    public KeyRing Ring(BasculeConfig config)
    {
        var open = IsOpen(config);
        var names = config.Keys.Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        return new KeyRing([.. config.Keys, .. Keys.Where(key => key.Options.Sha256.Length > 0 && !names.Contains(key.Record.Name)).Select(key => key.Options)], open, incomplete: !Known && !open);
    }

    /// <summary>No key is asked for.</summary>
    public bool IsOpen(BasculeConfig config) => KeyRingRules.IsOpen(config.Server.Auth, Count(config));

    /// <summary>How many keys there are in file and database; null: nobody can tell.</summary>
    public int? Count(BasculeConfig config) => Known ? config.Keys.Count + Keys.Count : null;
}
