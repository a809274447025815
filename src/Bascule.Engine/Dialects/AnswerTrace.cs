using System.Buffers;
using System.Security.Cryptography;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects;

/// <summary>What is remembered of an answer's bytes while they go to the caller: their hash, and, where words are kept, their beginning.</summary>
/// <param name="hashes">Whether they are hashed.</param>
/// <param name="keeps">Whether they are kept.</param>
public sealed class AnswerTrace(bool hashes, bool keeps) : IDisposable
{
    /// <summary>Bytes kept of one answer: far more than people read, and a thousand of them fit a machine.</summary>
    public const int MaxKept = 1 << 20;

    /// <summary>Chunks are gathered up to this before they are hashed: a call for each costs more than its bytes do.</summary>
    private const int Block = 1024;

    private IncrementalHash? _hash;
    private byte[] _block = [];
    private int _gathered;
    private byte[] _kept = [];
    private long _ahead;
    private bool _sent;

    /// <summary>What was kept; good until it is disposed of.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.AsMemory(0, KeptLength);

    public int KeptLength { get; private set; }

    /// <summary>There was more than is kept.</summary>
    public bool Cut { get; private set; }

    /// <summary>As the head of a stream says; null: a whole answer, whose head follows its row.</summary>
    public string? ContentType { get; set; }

    /// <summary>The hash of all that was taken; null: nothing was hashed. Known once <see cref="Conclude"/> was called.</summary>
    public Digest? Hash { get; private set; }

    /// <summary>Takes bytes that go out now, but for those that were foreseen.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        var known = (int)Math.Min(_ahead, bytes.Length);
        _ahead -= known;
        bytes = bytes[known..];
        if (bytes.IsEmpty || Hash is not null)
        {
            return;
        }

        _sent = true;
        Keep(bytes);
        if (hashes)
        {
            Gather(bytes);
        }
    }

    /// <summary>Takes the last bytes of the answer, which go out once its row is written.</summary>
    public void Foresee(ReadOnlySpan<byte> bytes)
    {
        if (_sent || Hash is not null)
        {
            Take(bytes);
        }
        else
        {
            Keep(bytes);
            Hash = hashes ? Digest.Of(bytes) : null;    // a whole answer: one call, nothing gathered
        }

        _ahead += bytes.Length;
    }

    /// <summary>The answer is known to its end.</summary>
    public void Conclude()
    {
        if (_hash is null || Hash is not null)
        {
            return;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.AppendData(_block.AsSpan(0, _gathered));
        _hash.GetHashAndReset(hash);
        Hash = Digest.From(hash);
    }

    public void Dispose()
    {
        _hash?.Dispose();
        _hash = null;
        Return(ref _block);
        Return(ref _kept);
        KeptLength = 0;
    }

    private void Gather(ReadOnlySpan<byte> bytes)
    {
        if (_hash is null)
        {
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _block = ArrayPool<byte>.Shared.Rent(Block);
        }

        if (_gathered + bytes.Length > Block)
        {
            _hash.AppendData(_block.AsSpan(0, _gathered));
            _gathered = 0;
        }

        if (bytes.Length > Block)
        {
            _hash.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_block.AsSpan(_gathered));
        _gathered += bytes.Length;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (!keeps)
        {
            return;
        }

        var taken = Math.Min(bytes.Length, MaxKept - KeptLength);
        Cut |= taken < bytes.Length;
        if (KeptLength + taken > _kept.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, Math.Max(KeptLength + taken, KeptLength * 2)));
            Kept.Span.CopyTo(larger);
            Return(ref _kept);
            _kept = larger;
        }

        bytes[..taken].CopyTo(_kept.AsSpan(KeptLength));
        KeptLength += taken;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = [];
    }
}
