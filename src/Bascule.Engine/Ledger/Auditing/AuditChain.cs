using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>One process's chain: numbers, hashes, segments and checkpoints. The log's thread alone is here; others read <see cref="Head"/> and <see cref="Signed"/>.</summary>
internal sealed partial class AuditChain : IDisposable
{
    private static readonly TimeSpan RemoveEvery = TimeSpan.FromHours(1);

    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<AuditCheckpoint>? _checkpointed;
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly string _id;
    private readonly int _ordinal;
    private readonly (string Chain, AuditEntry Last)? _follows;
    private AuditWriter? _file;
    private int _segment;
    private long _folderBytes;
    private DateTimeOffset _signedAt;
    private DateTimeOffset _nextRemoval;
    private bool _told;
    private AuditHead? _head;
    private AuditHead? _signed;

    public AuditChain(AuditOptions options, AuditSigner signer, TimeProvider time, ILogger logger, Action<AuditCheckpoint>? checkpointed)
    {
        (_options, Signer, _time, _logger, _checkpointed) = (options, signer, time, logger, checkpointed);
        var files = AuditFiles.List(options.Folder);
        _folderBytes = files.Sum(file => new FileInfo(AuditFiles.PathOf(options.Folder, file)).Length);
        _ordinal = files.Length == 0 ? 1 : files[^1].Chain + 1;
        _id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        _follows = Before(files);
        _nextRemoval = time.GetUtcNow();
    }

    public AuditSigner Signer { get; }

    public AuditHead? Head => Volatile.Read(ref _head);

    public AuditHead? Signed => Volatile.Read(ref _signed);

    /// <summary>Writes these, and what is due besides: the genesis, a checkpoint, a new segment. All or nothing of them. Never throws.</summary>
    public bool TryWrite(List<AuditWish> wishes, bool sign) => TryWrite(wishes, sign, frees: false);

    /// <summary>Deletes whole sealed segments that are too old, the oldest first, each after the chain says so and signs it.</summary>
    public void RemoveOld(DateTimeOffset now)
    {
        if (now < _nextRemoval)
        {
            return;
        }

        _nextRemoval = now + RemoveEvery;
        try
        {
            foreach (var file in AuditFiles.List(_options.Folder))
            {
                var path = AuditFiles.PathOf(_options.Folder, file);
                if (path == _file?.Path || (AuditFiles.Last(path) is { } last && !TryRemove(path, last, now)))
                {
                    return;
                }
            }
        }
        catch (Exception trouble)
        {
            // Whatever it is: see TryWrite.
            Say(() => Log.NotRemoved(_logger, trouble));
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <param name="frees">It says that a segment goes, which is larger: it may pass the bound, or a full log would stay full for ever.</param>
    private bool TryWrite(List<AuditWish> wishes, bool sign, bool frees)
    {
        try
        {
            return Write(wishes, sign, frees);
        }
        catch (Exception trouble)
        {
            // Whatever it is: an exception that left this thread would end the process, and every answer with it.
            Tell(trouble);
            return false;
        }
    }

    private bool Write(List<AuditWish> wishes, bool sign, bool frees)
    {
        var now = _time.GetUtcNow();
        var batch = new Batch(Head, _signedAt);
        _bytes.ResetWrittenCount();
        if (batch.Head is null)
        {
            Begin(batch, now);
        }

        foreach (var wish in wishes)
        {
            Add(batch, wish.At, wish.Who, wish.Act, wish.Target, wish.Detail, wish.Count);
        }

        var full = _file is not null && _file.Length + _bytes.WrittenCount >= _options.SegmentBytes;
        var unsigned = batch.Head!.Number > (batch.Signed ?? Signed)?.Number + 1;    // the checkpoint itself is an entry too
        if (unsigned && (sign || full || now - batch.SignedAt >= _options.Every))
        {
            Sign(batch, now);
        }

        return _bytes.WrittenCount == 0 || TryCommit(batch, full, frees);
    }

    private bool TryRemove(string path, AuditEntry last, DateTimeOffset now)
    {
        if (now - last.At < _options.Retention)
        {
            return false;
        }

        var said = new AuditWish(
            now, AuditLog.Gateway, AuditActs.Removed, Path.GetFileName(path), [new("last", last.Number.ToString(CultureInfo.InvariantCulture)), new("hash", last.Hash)], 1, null);
        if (!TryWrite([said], sign: true, frees: true))
        {
            _nextRemoval = now;    // the disk may take it soon
            return false;
        }

        var length = new FileInfo(path).Length;
        File.Delete(path);
        _folderBytes -= length;
        return true;
    }

    private void Begin(Batch batch, DateTimeOffset now)
    {
        var genesis = new List<KeyValuePair<string, string>>
        {
            new("chain", _id), new("config", _options.ConfigVersion), new("process", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), new("key", Signer.Fingerprint),
        };
        if (_follows is { } before)
        {
            genesis.AddRange([new("follows", before.Chain), new("follows_n", before.Last.Number.ToString(CultureInfo.InvariantCulture)), new("follows_hash", before.Last.Hash)]);
        }

        Add(batch, now, AuditLog.Gateway, AuditActs.Start, _options.Host, [.. genesis], 1);
        Sign(batch, now);
    }

    private void Sign(Batch batch, DateTimeOffset now)
    {
        var head = batch.Head!;
        var signature = Signer.Sign(_id, head.Number, head.Hash, now);
        Add(
            batch, now, AuditLog.Gateway, AuditActs.Checkpoint, _id,
            [new("number", head.Number.ToString(CultureInfo.InvariantCulture)), new("hash", head.Hash), new("key", Signer.Fingerprint), new("signature", signature)], 1);
        (batch.Signed, batch.SignedAt) = (head with { At = now }, now);
        batch.Checkpoints.Add(new AuditCheckpoint(_id, _options.Host, head.Number, head.Hash, now, Signer.Fingerprint, signature));
    }

    private void Add(Batch batch, DateTimeOffset at, string who, string act, string target, KeyValuePair<string, string>[] detail, int count)
    {
        var number = (batch.Head?.Number ?? -1) + 1;
        var hash = AuditLine.Write(_bytes, number, at, who, act, target, detail, count, batch.Head?.Hash ?? AuditEntry.NoHash);
        batch.Head = new AuditHead(_id, number, hash, at);
    }

    private bool TryCommit(Batch batch, bool seal, bool frees)
    {
        if (!frees && _folderBytes + _bytes.WrittenCount > _options.MaxBytes)
        {
            Tell(null);
            return false;
        }

        if (_file is null)
        {
            _file = AuditWriter.Create(AuditFiles.PathOf(_options.Folder, new AuditFile(_ordinal, _segment + 1)), _options.Fsync);
            _segment++;
        }

        _file.Write(_bytes.WrittenSpan);
        _folderBytes += _bytes.WrittenCount;
        _signedAt = batch.SignedAt;
        Volatile.Write(ref _head, batch.Head);
        Volatile.Write(ref _signed, batch.Signed ?? Signed);
        if (seal)
        {
            _file.Dispose();
            _file = null;
        }

        if (_told)
        {
            _told = false;
            Say(() => Log.Resumed(_logger, _options.Folder));
        }

        foreach (var checkpoint in batch.Checkpoints)
        {
            Say(() => Log.Checkpoint(_logger, checkpoint.Chain, checkpoint.Number, checkpoint.Hash, checkpoint.Key, checkpoint.Signature));
            Say(() => _checkpointed?.Invoke(checkpoint));
        }

        return true;
    }

    private void Tell(Exception? trouble)
    {
        if (_told)
        {
            return;
        }

        _told = true;
        Say(trouble is null ? () => Log.Full(_logger, _options.Folder, _options.MaxBytes) : () => Log.Failed(_logger, _options.Folder, trouble));
    }

    /// <summary>Tells somebody else, whose trouble is not the chain's: what was written stays written.</summary>
    private static void Say(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // Nobody is left who could be told.
        }
    }

    private (string, AuditEntry)? Before(AuditFile[] files)
    {
        for (var i = files.Length - 1; i >= 0; i--)
        {
            if (AuditFiles.Last(AuditFiles.PathOf(_options.Folder, files[i])) is { } last)
            {
                return (files[i].Chain.ToString("D8", CultureInfo.InvariantCulture), last);
            }
        }

        return null;
    }

    /// <summary>What a write would make of the chain; nothing of it counts before the write returned.</summary>
    private sealed class Batch(AuditHead? head, DateTimeOffset signedAt)
    {
        public AuditHead? Head { get; set; } = head;

        public AuditHead? Signed { get; set; }

        public DateTimeOffset SignedAt { get; set; } = signedAt;

        public List<AuditCheckpoint> Checkpoints { get; } = [];
    }

    private static partial class Log
    {
        [LoggerMessage(41, LogLevel.Error, "The audit log in {Folder} can't be written: acts of administration are refused until it can, refusals by policy wait in memory")]
        public static partial void Failed(ILogger logger, string folder, Exception error);

        [LoggerMessage(42, LogLevel.Error, "The audit log in {Folder} has reached audit.max_bytes ({MaxBytes}): acts of administration are refused until there is room, refusals by policy wait in memory. Raise it, or shorten retention.audit")]
        public static partial void Full(ILogger logger, string folder, long maxBytes);

        [LoggerMessage(43, LogLevel.Warning, "The audit log in {Folder} is written again")]
        public static partial void Resumed(ILogger logger, string folder);

        [LoggerMessage(44, LogLevel.Information, "Audit checkpoint: chain {Chain} entry {Number} hash {Hash} key {Key} signature {Signature}")]
        public static partial void Checkpoint(ILogger logger, string chain, long number, string hash, string key, string signature);

        [LoggerMessage(45, LogLevel.Warning, "An old segment of the audit log could not be removed")]
        public static partial void NotRemoved(ILogger logger, Exception error);
    }
}

/// <summary>A signed statement that a chain has come so far.</summary>
public sealed record AuditCheckpoint(string Chain, string Host, long Number, string Hash, DateTimeOffset At, string Key, string Signature);
