namespace Bascule.Storage.Keys;

/// <summary>The keys of a database: what each may do, and the hashes of its secrets. Each call throws what the database throws.</summary>
public interface IKeyStore
{
    /// <summary>Other gateways write here too: what was read a moment ago may be old.</summary>
    bool IsShared { get; }

    /// <summary>Every key that is not deleted, oldest first. Brings an older database up to date first.</summary>
    Task<IReadOnlyList<KeyRecord>> ReadAsync(CancellationToken cancel);

    /// <summary>The keys that were deleted last, newest first.</summary>
    Task<IReadOnlyList<KeyRecord>> ReadDeletedAsync(CancellationToken cancel);

    /// <summary>The key with this id, deleted or not; or null.</summary>
    Task<KeyRecord?> FindAsync(string id, CancellationToken cancel);

    /// <summary>The deleted keys that have or had this id or name.</summary>
    Task<IReadOnlyList<KeyRecord>> FindDeletedAsync(string which, CancellationToken cancel);

    /// <summary>Writes a key and its secrets, whole or not at all.</summary>
    /// <param name="key">As it is to be; <see cref="KeyRecord.Changed"/> is later than before.</param>
    /// <param name="before">As the writer knows it; null: it is new. Where somebody changed it since, nothing is written.</param>
    Task<KeyWrite> WriteAsync(KeyRecord key, KeyRecord? before, CancellationToken cancel);

    /// <summary>Calls back when another gateway has written, within a second, until it is cancelled. Where nobody else writes it ends at once.</summary>
    /// <param name="changed">False: what was written could not be taken over; it is called again.</param>
    /// <param name="cancel">Ends it.</param>
    Task FollowAsync(Func<CancellationToken, Task<bool>> changed, CancellationToken cancel);
}

/// <summary>What came of writing a key.</summary>
public enum KeyWrite
{
    /// <summary>It is kept.</summary>
    Done,

    /// <summary>Another key has the name.</summary>
    NameTaken,

    /// <summary>Somebody changed or deleted the key since it was read.</summary>
    Overtaken,
}
