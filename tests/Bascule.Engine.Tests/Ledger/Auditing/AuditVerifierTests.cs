using System.Text;
using Bascule.Engine.Ledger.Auditing;

namespace Bascule.Engine.Tests.Ledger.Auditing;

/// <summary>Whatever is done to the files is found, and the first broken link is named.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    [Fact]
    public async Task AnyByte_Flipped_IsFoundInItsLine()
    {
        var file = (await _folder.WriteAsync(acts: 1))[0];
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var bit in at % 5 == 0 ? new byte[] { 1, 0x20, 0x80 } : [0x20])    // which makes another case of a letter
            {
                var changed = whole.ToArray();
                changed[at] ^= bit;
                await File.WriteAllBytesAsync(file, changed, TestContext.Current.CancellationToken);
                var broken = _folder.Verify().Break;
                Assert.True(broken is not null, $"byte {at} with {bit:x2} flipped was not found");
                Assert.Equal((file, whole.AsSpan(0, at).Count((byte)'\n') + 1), (broken.File, broken.Line));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Line_Dropped_IsFound(int dropped)
    {
        var file = (await _folder.WriteAsync())[0];
        var lines = await LinesAsync(file);
        await WriteAsync(file, [.. lines.Where((_, index) => index != dropped)]);

        var broken = _folder.Verify().Break;
        Assert.Equal((file, dropped + 1), (broken?.File, broken?.Line));
    }

    [Fact]
    public async Task Lines_InAnotherOrderOrTwice_AreFound()
    {
        var file = (await _folder.WriteAsync())[0];
        var lines = await LinesAsync(file);
        await WriteAsync(file, [.. lines[..3], lines[4], lines[3], .. lines[5..]]);
        Assert.Equal(4, _folder.Verify().Break?.Line);

        await WriteAsync(file, [.. lines[..4], lines[3], .. lines[4..]]);
        Assert.Equal(5, _folder.Verify().Break?.Line);
    }

    [Fact]
    public async Task Tail_Dropped_IsFoundByTheHeadThatWasNoted()
    {
        var file = (await _folder.WriteAsync())[0];
        var head = _folder.Verify().Head!.Hash;
        var lines = await LinesAsync(file);
        await WriteAsync(file, lines[..^2]);

        Assert.Null(_folder.Verify().Break);
        Assert.Contains("tail is missing", _folder.Verify(head).Break?.Why);
        Assert.Null(_folder.Verify(_folder.Verify().Head!.Hash).Break);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Tail_OfAnEarlierProcessDropped_IsFoundByTheNextGenesis(int lines)
    {
        var files = await _folder.WriteAsync(processes: 2);
        await WriteAsync(files[0], (await LinesAsync(files[0]))[..^lines]);

        var broken = _folder.Verify().Break;
        Assert.Equal((files[1], 1), (broken?.File, broken?.Line));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Chain_Missing_IsFoundByTheNextGenesis(int missing)
    {
        var files = await _folder.WriteAsync(processes: 3);
        File.Delete(files[missing]);

        var broken = _folder.Verify().Break;
        Assert.Equal((files[missing + 1], 1), (broken?.File, broken?.Line));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Chain_Emptied_IsFoundByTheNextGenesis(int emptied)
    {
        var files = await _folder.WriteAsync(processes: 3);
        await File.WriteAllBytesAsync(files[emptied], [], TestContext.Current.CancellationToken);

        var broken = _folder.Verify().Break;
        Assert.Equal((files[emptied + 1], 1), (broken?.File, broken?.Line));
    }

    [Fact]
    public async Task Chain_OfAProcessThatDiedAtItsFirstWrite_IsNamedAndIsNoBreak()
    {
        await _folder.WriteAsync();
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "00000002-0001.jsonl"), [], TestContext.Current.CancellationToken);
        await _folder.WriteAsync();

        var verdict = _folder.Verify();
        Assert.Null(verdict.Break);
        Assert.Contains("00000002-0001.jsonl is empty", Assert.Single(verdict.Notes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Removal_ForgedBehindTheLastCheckpoint_IsFound(int removed)
    {
        var files = await _folder.WriteAsync(processes: 3);
        Assert.True(AuditLine.TryRead(Encoding.UTF8.GetBytes((await LinesAsync(files[removed]))[^1]), out var gone, out _));
        Assert.True(AuditLine.TryRead(Encoding.UTF8.GetBytes((await LinesAsync(files[2]))[^1]), out var last, out _));
        var forged = new System.Buffers.ArrayBufferWriter<byte>();
        AuditLine.Write(forged, last.Number + 1, last.At, AuditLog.Gateway, AuditActs.Removed, Path.GetFileName(files[removed]), [new("last", "4"), new("hash", gone.Hash)], 1, last.Hash);
        await File.AppendAllTextAsync(files[2], Encoding.UTF8.GetString(forged.WrittenSpan), TestContext.Current.CancellationToken);
        File.Delete(files[removed]);

        var broken = _folder.Verify().Break;
        Assert.Equal((files[removed + 1], 1), (broken?.File, broken?.Line));
    }

    [Fact]
    public async Task Segment_Missing_IsFound()
    {
        await using (var log = _folder.Open(options => options with { SegmentBytes = 1_024 }))
        {
            for (var i = 0; i < 20; i++)
            {
                await log.ActAsync("a", "b.c", "d");
            }
        }

        var files = _folder.Files;
        foreach (var missing in new[] { 0, 1, files.Length / 2 })
        {
            var kept = await File.ReadAllBytesAsync(files[missing], TestContext.Current.CancellationToken);
            File.Delete(files[missing]);
            var broken = _folder.Verify().Break;
            Assert.Equal((files[missing + 1], 1), (broken?.File, broken?.Line));
            await File.WriteAllBytesAsync(files[missing], kept, TestContext.Current.CancellationToken);
        }

        Assert.Null(_folder.Verify().Break);
    }

    [Fact]
    public async Task History_WrittenAnewWithoutTheKey_IsFound()
    {
        var files = await _folder.WriteAsync();
        foreach (var file in files)
        {
            File.Delete(file);
        }

        using var other = new AuditFolder();
        await other.WriteAsync(acts: 1);
        File.Copy(other.Files[0], files[0]);

        Assert.Null(AuditVerifier.Verify(_folder.Path, []).Break);
        Assert.Contains("another key", _folder.Verify().Break?.Why);
    }

    [Fact]
    public async Task Signature_Forged_IsFoundThoughItsHashesAreRight()
    {
        var file = (await _folder.WriteAsync(acts: 1))[0];
        var lines = await LinesAsync(file);
        Assert.True(AuditLine.TryRead(Encoding.UTF8.GetBytes(lines[1]), out var checkpoint, out _));
        var other = AuditSigner.TryLoad(AuditSigner.MakePem())!;
        var forged = checkpoint.Detail.Select(detail => detail.Key == "signature" ? new("signature", other.Sign(checkpoint.Target, 0, checkpoint.Previous, checkpoint.At)) : detail).ToArray();
        await RehashAsync(file, lines, 1, forged);

        var broken = _folder.Verify().Break;
        Assert.Equal((2, "the checkpoint's signature does not hold"), (broken?.Line, broken?.Why));
        Assert.Null(AuditVerifier.Verify(_folder.Path, []).Break);
    }

    [Fact]
    public async Task Torn_LastLineAtEveryByte_IsNamedAndIsNoBreak()
    {
        var file = (await _folder.WriteAsync(acts: 1))[0];
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var start = whole.AsSpan(..^1).LastIndexOf((byte)'\n') + 1;
        for (var length = start + 1; length < whole.Length - 1; length++)
        {
            await File.WriteAllBytesAsync(file, whole[..length], TestContext.Current.CancellationToken);
            var verdict = _folder.Verify();
            Assert.Null(verdict.Break);
            Assert.Contains("line 5", Assert.Single(verdict.Notes));
            Assert.Equal(3, verdict.Head!.Number);
        }

        // The next process goes on from the last whole entry.
        await using (_folder.Open())
        {
        }

        Assert.Null(_folder.Verify().Break);
        Assert.Equal(2, _folder.Verify().Chains);
    }

    [Fact]
    public async Task Torn_LineInTheMiddle_IsABreak()
    {
        var files = await _folder.WriteAsync(processes: 1);
        var whole = await File.ReadAllBytesAsync(files[0], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(files[0], [.. whole[..^20], .. "\n{}\n"u8], TestContext.Current.CancellationToken);
        Assert.NotNull(_folder.Verify().Break);
    }

    [Fact]
    public async Task ArbitraryBytes_NeverThrow()
    {
        var file = (await _folder.WriteAsync())[0];
        var dice = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[dice.Next(0, 3_000)];
            dice.NextBytes(bytes);
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            _folder.Verify();
            _folder.Entries();
        }

        await File.WriteAllBytesAsync(file, new byte[AuditLine.MaxBytes * 3], TestContext.Current.CancellationToken);
        Assert.NotNull(_folder.Verify().Break);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string[]> LinesAsync(string file) => (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n');

    private static Task WriteAsync(string file, string[] lines) => File.WriteAllTextAsync(file, string.Concat(lines.Select(line => line + "\n")), TestContext.Current.CancellationToken);

    /// <summary>What a forger without the key does: he changes one entry and makes every hash behind it anew.</summary>
    private static async Task RehashAsync(string file, string[] lines, int changed, KeyValuePair<string, string>[] detail)
    {
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        var previous = AuditEntry.NoHash;
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.True(AuditLine.TryRead(Encoding.UTF8.GetBytes(lines[i]), out var entry, out _));
            KeyValuePair<string, string>[] told = i == changed
                ? detail
                : [.. entry.Detail.Select(one => one.Key == "hash" && entry.Act == AuditActs.Checkpoint ? new("hash", previous) : one)];
            previous = AuditLine.Write(written, entry.Number, entry.At, entry.Who, entry.Act, entry.Target, told, entry.Count, previous);
        }

        await File.WriteAllBytesAsync(file, written.WrittenMemory.ToArray(), TestContext.Current.CancellationToken);
    }
}
