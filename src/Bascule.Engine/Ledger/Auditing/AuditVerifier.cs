using System.Globalization;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>Proves a log from its files alone: every line's hash, every link, every number, every signature, and that each process's chain goes on from the one before. Stops at the first broken link.</summary>
public sealed class AuditVerifier
{
    private readonly IReadOnlyList<AuditVerificationKey> _keys;
    private readonly string? _wanted;
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly List<string> _unsignedRemovals = [];    // anybody can write a line behind the last checkpoint
    private readonly List<(string Hash, AuditBreak Break, string Note)> _unfollowed = [];    // one a chain at most
    private AuditBreak? _break;
    private AuditEntry? _last;
    private AuditEntry? _secondLast;
    private string _chain = "";
    private bool _found;
    private int _chains;
    private long _entries;
    private long _checkpoints;
    private long _unproved;
    private long _unsigned;
    private bool _demandsSignature;

    private AuditVerifier(IReadOnlyList<AuditVerificationKey> keys, string? wanted) => (_keys, _wanted) = (keys, wanted);

    /// <summary>Proves a folder's whole log, or one file of it.</summary>
    /// <param name="path">The folder with the segments, or one segment.</param>
    /// <param name="keys">Whose signatures count; none: checkpoints are counted and not proved.</param>
    /// <param name="head">A hash that must be there: one that was noted elsewhere proves that nothing up to it is missing.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AuditVerdict Verify(string path, IReadOnlyList<AuditVerificationKey> keys, string? head = null)
    {
        var verifier = new AuditVerifier(keys, head);
        var whole = Directory.Exists(path);
        var files = whole
            ? AuditFiles.List(path).Select(file => (Path: AuditFiles.PathOf(path, file), File: file)).ToArray()
            : [(Path: path, File: AuditFiles.Parse(path) is { Chain: > 0 } named ? named : new AuditFile(1, 1))];
        for (var i = 0; i < files.Length && verifier._break is null; i++)
        {
            verifier.Take(files[i].Path, files[i].File, i == 0 ? default : files[i - 1].File, isLast: i == files.Length - 1 || files[i + 1].File.Chain != files[i].File.Chain, whole);
        }

        return verifier.Conclude(path, files.Length);
    }

    private AuditVerdict Conclude(string path, int files)
    {
        foreach (var (hash, broken, note) in _unfollowed)
        {
            if (_removed.Contains(hash))
            {
                _notes.Add(_keys.Count > 0 ? note : note + " No public key was given, so that this is not proved.");
            }
            else if (_break is null)
            {
                _break = broken;
            }
        }

        if (_break is null && _wanted is not null && !_found)
        {
            _break = new AuditBreak(path, 0, $"no entry has the hash {_wanted}: the log's tail is missing, or it is another log's head");
        }

        return new AuditVerdict
        {
            Break = _break,
            Chains = _chains,
            Files = files,
            Entries = _entries,
            Checkpoints = _checkpoints,
            CheckpointsUnproved = _unproved,
            Unsigned = _unsigned,
            Head = (_last ?? _secondLast) is { } last ? new AuditHead(_chain, last.Number, last.Hash, last.At) : null,
            Notes = _notes,
        };
    }

    private void Take(string path, AuditFile file, AuditFile before, bool isLast, bool whole)
    {
        var goesOn = before.Chain == file.Chain;
        if (!goesOn)
        {
            // A file without an entry is no chain: what stands before it is what the next one goes on from.
            (_secondLast, _demandsSignature) = (_last ?? _secondLast, false);
            _last = null;
        }

        using var lines = new AuditLineReader(path);
        var number = 0;
        while (_break is null && lines.TryRead(out var line))
        {
            number++;
            if (!lines.Ended && isLast && AuditLine.MayBeTorn(line))
            {
                if (!AuditLine.TryRead(line, out _, out _))
                {
                    _notes.Add($"{Name(path)} ends in the middle of line {number}: the process died while it wrote. Nothing before it is missing.");
                    break;
                }
            }
            else if (!lines.Ended)
            {
                Fail(path, number, "the line does not end: what stood behind it is gone, or bytes were added");
                break;
            }

            if (!AuditLine.TryRead(line, out var entry, out var why))
            {
                Fail(path, number, why);
            }
            else
            {
                Link(path, number, file, before, entry, whole);
            }
        }

        if (number == 0)
        {
            _notes.Add($"{Name(path)} is empty: its process died at its first write.");
        }
    }

    private void Link(string path, int line, AuditFile file, AuditFile before, AuditEntry entry, bool whole)
    {
        if (_last is null)
        {
            BeginAt(path, line, file, before, entry, whole);
        }
        else if (entry.Number != _last.Number + 1)
        {
            Fail(path, line, entry.Number > _last.Number + 1
                ? $"entry {entry.Number} follows entry {_last.Number}: what stood between them is missing"
                : $"entry {entry.Number} follows entry {_last.Number}: entries were repeated or put in another order");
        }
        else if (entry.Previous != _last.Hash)
        {
            Fail(path, line, $"entry {entry.Number} does not name the hash of the entry before it: one of them was changed");
        }

        if (_break is null)
        {
            Know(path, line, entry);
        }
    }

    private void BeginAt(string path, int line, AuditFile file, AuditFile before, AuditEntry entry, bool whole)
    {
        _chains++;
        _chain = entry.Act == AuditActs.Start ? entry.DetailOf("chain") ?? "" : file.Chain.ToString("D8", CultureInfo.InvariantCulture);
        if (entry.Number > 0)
        {
            var note = $"{Name(path)} begins at entry {entry.Number}: the segments before it were removed, as the log says.";
            if (whole)
            {
                _unfollowed.Add((entry.Previous, new AuditBreak(path, line, $"the chain begins at entry {entry.Number}, and no entry says that the ones before were removed"), note));
            }
            else
            {
                _notes.Add($"{Name(path)} begins at entry {entry.Number}: what stands before it is in another segment.");
            }

            return;
        }

        if (entry.Act != AuditActs.Start || entry.Previous != AuditEntry.NoHash)
        {
            Fail(path, line, "the first entry is no genesis");
            return;
        }

        _demandsSignature = true;
        if (whole)
        {
            Follow(path, line, entry);
        }
    }

    /// <summary>A genesis names the last entry of the process before.</summary>
    private void Follow(string path, int line, AuditEntry genesis)
    {
        var (chain, hash) = (genesis.DetailOf("follows"), genesis.DetailOf("follows_hash"));
        if (_secondLast is null)
        {
            if (hash is not null)
            {
                _unfollowed.Add((hash, new AuditBreak(path, line, $"chain {chain}, from which this one goes on, is missing"), $"Chain {chain} and what came before it were removed, as the log says."));
            }
        }
        else if (hash != _secondLast.Hash)
        {
            // The oldest go first, so that no removal in order leaves a gap behind what stands.
            Fail(path, line, chain is null
                ? "the genesis names no chain before it, and there is one"
                : $"this chain goes on from entry {genesis.DetailOf("follows_n")} of chain {chain}, and what stands before it ends with entry {_secondLast.Number}: entries are missing or were added");
        }
    }

    private void Know(string path, int line, AuditEntry entry)
    {
        if (_demandsSignature && entry.Number == 1 && entry.Act != AuditActs.Checkpoint)
        {
            Fail(path, line, "the genesis is not signed");
            return;
        }

        if (entry.Act == AuditActs.Checkpoint && !Proves(path, line, entry))
        {
            return;
        }

        _unsigned = entry.Act == AuditActs.Checkpoint ? 0 : _unsigned + 1;
        _entries++;
        _last = entry;
        _found |= entry.Hash == _wanted;
        if (entry.Act == AuditActs.Removed && entry.DetailOf("hash") is { } removed)
        {
            _unsignedRemovals.Add(removed);
        }
        else if (entry.Act == AuditActs.Checkpoint)
        {
            _removed.UnionWith(_unsignedRemovals);
            _unsignedRemovals.Clear();
        }
    }

    private bool Proves(string path, int line, AuditEntry checkpoint)
    {
        var (hash, signature, key) = (checkpoint.DetailOf("hash") ?? "", checkpoint.DetailOf("signature") ?? "", checkpoint.DetailOf("key"));
        if (hash != checkpoint.Previous || checkpoint.DetailOf("number") != (checkpoint.Number - 1).ToString(CultureInfo.InvariantCulture))
        {
            Fail(path, line, "the checkpoint signs another entry than the one before it");
            return false;
        }

        if (_keys.Count == 0)
        {
            _unproved++;
            return true;
        }

        if (_keys.FirstOrDefault(known => known.Fingerprint == key) is not { } signer)
        {
            Fail(path, line, $"the checkpoint is signed with another key ({key}) than those given");
            return false;
        }

        if (!signer.Holds(checkpoint.Target, checkpoint.Number - 1, hash, checkpoint.At, signature))
        {
            Fail(path, line, "the checkpoint's signature does not hold");
            return false;
        }

        _checkpoints++;
        return true;
    }

    private void Fail(string path, int line, string why) => _break ??= new AuditBreak(path, line, why);

    private static string Name(string path) => Path.GetFileName(path);
}
