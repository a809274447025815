using System.Data.Common;
using Bascule.Server.Configuration;
using Bascule.Storage;
using Bascule.Storage.Secrets;

namespace Bascule.Server.Hosting;

/// <summary>Opens the database of a start, and the keys under which its gateways hash and seal.</summary>
internal static class DatabaseStart
{
    /// <returns>Away: why the database can't be had now, though it was there before; or null.</returns>
    /// <exception cref="StartRefusedException">It can't be used.</exception>
    public static async Task<(IDatabase Database, SharedSecrets Secrets, string? Away)> OpenAsync(BasculeConfig config, DataFolder folder, HostSettings settings, CancellationToken cancel)
    {
        // Its schema, then the keys it holds: two connections, where it holds them.
        using var wait = LongWait.For(
            config.Storage.Database.Server is null ? null : settings.Waits, settings.Time, $"storage.database {config.Storage.Database}", (config.Storage.Database.Server?.Patience ?? default) * (config.Storage.Secret is null ? 2 : 1));
        var (database, away) = await Refusing($"storage.database '{config.Storage.Database}' can't be opened: ", () => config.Storage.Database.OpenNowOrLaterAsync(config.Storage.MaxConnections, settings.Time, cancel));
        try
        {
            return (database, config.Storage.Secret is { } secret ? SharedSecrets.Of(secret) : await Refusing("", () => database.SecretsAsync(folder, cancel)), away);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static async Task<T> Refusing<T>(string what, Func<Task<T>> open)
    {
        try
        {
            return await open();
        }
        catch (Exception trouble) when (trouble is IOException or InvalidDataException or DbException or UnauthorizedAccessException)
        {
            throw new StartRefusedException([what + trouble.Message]);
        }
    }
}
