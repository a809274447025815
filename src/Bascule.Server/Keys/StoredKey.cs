using Bascule.Engine.Access;
using Bascule.Storage.Keys;

namespace Bascule.Server.Keys;

/// <summary>A key of the database as it counts: what is kept of it and what it may do.</summary>
/// <param name="Record">What is kept.</param>
/// <param name="Options">What it may do.</param>
/// <param name="Trouble">Why it can't be used, though nobody disabled it; or null.</param>
internal sealed record StoredKey(KeyRecord Record, KeyOptions Options, string? Trouble)
{
    public static StoredKey Of(KeyRecord record)
    {
        var read = KeyForm.Restore(record.Options);
        var trouble = read.Failure is { } failure ? $"What it may do can't be read by this version: {failure.Message}"
            : record.Secrets.Count == 0 && record.Deleted is null ? "It has no secret."
            : null;

        // What can't be read can't be obeyed: such a key is good for nothing.
        var options = (read.Value ?? new KeyOptions { Id = "", Name = "", Sha256 = "" }) with
        {
            Id = record.Id,
            Name = record.Name,
            Sha256 = record.Secrets.Count > 0 ? record.Secrets[0].Sha256 : "",
            Retiring = [.. record.Secrets.Skip(1).Where(secret => secret.Until is not null).Select(secret => new RetiringSecret(secret.Sha256, secret.Until!.Value))],
            Disabled = record.Disabled || trouble is not null,
        };
        return new StoredKey(record, options, trouble);
    }
}
