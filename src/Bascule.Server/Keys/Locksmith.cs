using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bascule.Engine.Conversation;
using Bascule.Server.Configuration.Compiling;
using Bascule.Server.Configuration.Language;
using Bascule.Server.Rules;
using Bascule.Storage.Keys;

namespace Bascule.Server.Keys;

/// <summary>Says that an act is about to be done to a key, in the audit log; why it must not be, or null.</summary>
internal delegate Task<Failure?> NoteAct(string act, KeyRecord key, params (string Name, string? Value)[] detail);

/// <summary>Makes and changes the keys of the database, one act at a time: what is written counts at once.</summary>
internal sealed class Locksmith(IKeyStore store, LiveRules rules, TimeProvider time) : IDisposable
{
    /// <summary>They are all in memory, and each change makes their index anew: some milliseconds at this many.</summary>
    public const int MaxKeys = 10_000;

    /// <summary>Of one key at once: each is another way in.</summary>
    public const int MaxSecrets = 8;

    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly SemaphoreSlim _turn = new(1, 1);

    private static Failure Away { get; } =
        new(Blame.Gateway, FailureKind.Draining, "store_away", "The keys of the database can't be read or written now. Nothing was changed.") { Mend = "The gateway's log says why; ask again." };

    private static Failure Overtaken { get; } =
        new(Blame.Caller, FailureKind.Conflict, "key_changed", "Somebody else changed this key at the same time. Nothing of this was done.") { Mend = "Look at the key, and ask again." };

    private static Failure LastKey { get; } =
        new(Blame.Caller, FailureKind.Conflict, "last_key", "This is the last key, and without any nobody would need one.") { Mend = "Disable it, make another one first, or write server.auth in the config." };

    /// <summary>Reads the keys of the database where that was not possible so far; true: they are known.</summary>
    public Task<bool> LearnAsync(CancellationToken cancel) => InTurnAsync(
        async () =>
        {
            if (!rules.Stored.Known)
            {
                rules.TryReplace(await KeyCabinet.OpenAsync(store, cancel));
            }

            return rules.Stored.Known;
        },
        cancel);

    /// <summary>Reads them anew: another gateway may have written. False: they can't be read now, and those that are known stay.</summary>
    public Task<bool> RefreshAsync(CancellationToken cancel) => InTurnAsync(() => LookAgainAsync(cancel), cancel);

    public Task<Read<KeyAct>> CreateAsync(JsonObject form, NoteAct note, CancellationToken cancel) => ActAsync(
        async () =>
        {
            var read = KeyForm.Read(form, rules.Config);
            if (read.Failure is { } wrong)
            {
                return wrong;
            }

            if (NameTaken(read.Value!.Name, null) is { } taken)
            {
                return taken;
            }

            if (rules.Stored.Keys.Count >= MaxKeys)
            {
                return new Failure(Blame.Caller, FailureKind.Conflict, "too_many_keys", $"There are {MaxKeys} keys, as many as there may be.") { Mend = "Delete those that nobody needs." };
            }

            var now = Now();
            var (secret, made) = MakeSecret(now);
            var record = new KeyRecord("key_" + RandomNumberGenerator.GetString(Letters, 16), read.Value.Name, KeyJson.ToText(read.Value), Disabled: false, now, now) { Secrets = [made] };
            return await note("key.create", record, ("name", record.Name)) is { } unnoted ? unnoted : await KeepAsync(record, null, secret, cancel);
        },
        cancel);

    /// <summary>Lays a change over what a key may do.</summary>
    public Task<Read<KeyAct>> ChangeAsync(string which, JsonObject change, NoteAct note, CancellationToken cancel) => OfAsync(
        which,
        async key =>
        {
            var form = (JsonObject)JsonNode.Parse(key.Record.Options)!;
            KeyForm.Lay(change, form);
            var read = KeyForm.Read(form, change.ContainsKey("routes") ? rules.Config : null);    // a route that went since is no reason to refuse another change
            if ((read.Failure ?? NameTaken(read.Value!.Name, key.Record.Id)) is { } wrong)
            {
                return wrong;
            }

            var changed = key.Record with { Name = read.Value!.Name, Options = KeyJson.ToText(read.Value), Changed = After(key.Record) };
            return await note("key.update", changed, ("name", changed.Name), ("members", string.Join(' ', change.Select(member => member.Key)))) is { } unnoted
                ? unnoted
                : await KeepAsync(changed, key.Record, null, cancel);
        },
        cancel);

    /// <summary>Makes a new secret; those before it end after the overlap at the latest.</summary>
    public Task<Read<KeyAct>> RotateAsync(string which, TimeSpan overlap, NoteAct note, CancellationToken cancel) => OfAsync(
        which,
        async key =>
        {
            var now = Now();
            var end = now + overlap;
            KeySecret[] old = [.. key.Record.Secrets.Select(secret => secret with { Until = secret.Until < end ? secret.Until : end }).Where(secret => secret.Until > now)];
            if (old.Length >= MaxSecrets)
            {
                return new Failure(Blame.Caller, FailureKind.Conflict, "too_many_secrets", $"{MaxSecrets} secrets of this key are good at once, as many as may be.") { Mend = "Rotate with \"overlap\": \"0s\", which ends those before it at once." };
            }

            var (secret, made) = MakeSecret(now);
            return await note("key.rotate", key.Record, ("name", key.Record.Name), ("overlap", Scalars.Duration(overlap))) is { } unnoted
                ? unnoted
                : await KeepAsync(key.Record with { Secrets = [made, .. old], Changed = After(key.Record) }, key.Record, secret, cancel);
        },
        cancel);

    public Task<Read<KeyAct>> SwitchAsync(string which, bool disabled, NoteAct note, CancellationToken cancel) => OfAsync(
        which,
        async key => key.Record.Disabled == disabled
            ? new KeyAct(key)
            : await note(disabled ? "key.disable" : "key.enable", key.Record, ("name", key.Record.Name)) is { } unnoted
                ? unnoted
                : await KeepAsync(key.Record with { Disabled = disabled, Changed = After(key.Record) }, key.Record, null, cancel),
        cancel);

    /// <summary>Ends a key and all its secrets for good. Its record stays.</summary>
    public Task<Read<KeyAct>> DeleteAsync(string which, NoteAct note, CancellationToken cancel) => ActAsync(
        async () =>
        {
            if (rules.Stored.Find(which) is not { } key)
            {
                return await store.FindAsync(which, cancel) is { Deleted: not null } gone ? new KeyAct(StoredKey.Of(gone)) : Missing(which);
            }

            var left = rules.Stored.Without(key.Record.Id);
            if (left.IsOpen(rules.Config) && !rules.Now.Keys.Open)
            {
                return LastKey;
            }

            if (await note("key.delete", key.Record, ("name", key.Record.Name)) is { } unnoted)
            {
                return unnoted;
            }

            var record = key.Record with { Deleted = Now(), Changed = After(key.Record), Secrets = [] };
            if (!rules.TryReplace(left))
            {
                return LastKey;    // a reload took the others away meanwhile
            }

            var written = KeyWrite.Overtaken;
            try
            {
                written = await store.WriteAsync(record, key.Record, cancel);
            }
            finally
            {
                if (written != KeyWrite.Done)
                {
                    rules.TryReplace(rules.Stored.With(key));
                }
            }

            return written == KeyWrite.Done ? new KeyAct(StoredKey.Of(record)) : await OvertakenAsync(cancel);
        },
        cancel);

    /// <summary>Why a key can't be changed here: it belongs to the file, or there is none.</summary>
    public Failure Missing(string which)
    {
        var config = rules.Config;
        return config.Keys.FirstOrDefault(key => key.Id == which || key.Name == which) is { } file
            ? new Failure(Blame.Caller, FailureKind.Conflict, "key_of_the_file", $"The key '{file.Name}' belongs to {config.KeyPlaces.Of(file.Name)}, and is not changed here.") { Mend = "Change it there: a changed file counts at once." }
            : new Failure(Blame.Caller, FailureKind.UnknownPath, "key_not_found", "There is no key with this id or name.") { Mend = "GET /bascule/v1/keys lists them." };
    }

    public void Dispose() => _turn.Dispose();

    private static (string Secret, KeySecret Made) MakeSecret(DateTimeOffset now)
    {
        var secret = "bsk-" + RandomNumberGenerator.GetString(Letters, 43);    // 256 bits
        return (secret, new KeySecret(KeyReader.Hash(secret), secret[..8], now, null));
    }

    private Failure? NameTaken(string name, string? by) =>
        rules.Config.Keys.Any(key => key.Name == name)
            ? new Failure(Blame.Caller, FailureKind.Conflict, "key_name_taken", $"A key is called so already: it belongs to {rules.Config.KeyPlaces.Of(name)}.") { Param = "name", Mend = "Write another name." }
        : rules.Stored.Keys.FirstOrDefault(key => key.Record.Name == name && key.Record.Id != by) is { } other
            ? new Failure(Blame.Caller, FailureKind.Conflict, "key_name_taken", $"A key is called so already: {other.Record.Id} in the database.") { Param = "name", Mend = "Write another name, or rotate that key." }
        : null;

    private async Task<Read<KeyAct>> KeepAsync(KeyRecord record, KeyRecord? before, string? secret, CancellationToken cancel)
    {
        switch (await store.WriteAsync(record, before, cancel))
        {
            case KeyWrite.NameTaken:
                await LookAgainAsync(cancel);
                return NameTaken(record.Name, record.Id) ?? Overtaken;
            case KeyWrite.Overtaken:
                return await OvertakenAsync(cancel);
            default:
                var key = StoredKey.Of(record);
                rules.TryReplace(rules.Stored.With(key));    // one more or another, never one fewer: it is taken
                return new KeyAct(key, secret);
        }
    }

    private async Task<Failure> OvertakenAsync(CancellationToken cancel)
    {
        await LookAgainAsync(cancel);
        return Overtaken;
    }

    private async Task<bool> LookAgainAsync(CancellationToken cancel)
    {
        var read = await KeyCabinet.OpenAsync(store, cancel);
        return read.Known && rules.TryReplace(read);
    }

    private Task<Read<KeyAct>> OfAsync(string which, Func<StoredKey, Task<Read<KeyAct>>> act, CancellationToken cancel) =>
        ActAsync(async () => rules.Stored.Find(which) is { } key ? await act(key) : Missing(which), cancel);

    private Task<Read<KeyAct>> ActAsync(Func<Task<Read<KeyAct>>> act, CancellationToken cancel) => InTurnAsync(
        async () =>
        {
            if (!rules.Stored.Known || (store.IsShared && !await LookAgainAsync(cancel)))
            {
                return Away;
            }

            try
            {
                return await act();
            }
            catch (DbException)
            {
                return Away;
            }
        },
        cancel);

    /// <summary>Operators' acts wait for each other here, requests for none of them.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> act, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Each change has a moment of its own, by which a stale one is told.</summary>
    private DateTimeOffset After(KeyRecord before) => Now() is var now && now > before.Changed ? now : before.Changed.AddMilliseconds(1);

    /// <summary>As the database keeps it.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
