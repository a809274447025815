using Bascule.Engine.Ledger.Auditing;

namespace Bascule.Engine.Tests.Ledger.Auditing;

public sealed class AuditLogTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    [Fact]
    public async Task Log_OpenedAndClosed_BeginsWithASignedGenesisAndEndsWithASignedStop()
    {
        await _folder.WriteAsync(acts: 1);

        var entries = _folder.Entries().Reverse().ToArray();
        Assert.Equal(["chain.start", "chain.checkpoint", "deployment.drain", "gateway.stop", "chain.checkpoint"], entries.Select(entry => entry.Act));
        Assert.Equal(("host-a", "v1", (string?)null), (entries[0].Target, entries[0].DetailOf("config"), entries[0].DetailOf("follows")));
        Assert.Equal([0L, 1, 2, 3, 4], entries.Select(entry => entry.Number));
        Assert.Equal([0L, 3], _folder.Checkpoints.Select(checkpoint => checkpoint.Number));
        var verdict = _folder.Verify(entries[^1].Hash);
        Assert.Equal((null, 2L, 5L, 0L), (verdict.Break, verdict.Checkpoints, verdict.Entries, verdict.Unsigned));
    }

    [Fact]
    public async Task Log_OfASecondProcess_NamesTheLastEntryOfTheFirst()
    {
        await _folder.WriteAsync(processes: 3);

        Assert.Equal(3, _folder.Files.Length);
        var verdict = _folder.Verify();
        Assert.Equal((null, 3), (verdict.Break, verdict.Chains));
        var genesis = _folder.Entries().First(entry => entry.Act == AuditActs.Start);
        Assert.Equal(("00000002", _folder.Entries().SkipWhile(entry => entry != genesis).ElementAt(1).Hash), (genesis.DetailOf("follows"), genesis.DetailOf("follows_hash")));
    }

    [Fact]
    public async Task Log_WhileAnotherProcessHasIt_IsRefused()
    {
        await using var log = _folder.Open();
        Assert.Throws<IOException>(() => _folder.Open());
        await log.DisposeAsync();
        await using var next = _folder.Open();
        Assert.True(await next.ActAsync("a", "b.c", "d"));
    }

    [Fact]
    public async Task Acts_ByManyAtOnce_StandInOneChainEachOnce()
    {
        const int Threads = 8, Each = 400;
        await using (var log = _folder.Open(options => options with { SegmentBytes = 16 << 10 }))
        {
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    Assert.True(await log.ActAsync("admin_key", "key.create", $"{thread}/{i}"));
                }
            })));
        }

        var verdict = _folder.Verify();
        Assert.Null(verdict.Break);
        Assert.True(_folder.Files.Length > 10);
        var page = AuditReader.List(_folder.Path, new(AuditReader.MaxLimit, Act: "key"));
        var seen = page.Entries.Select(entry => entry.Target).ToList();
        while (page.Next is { } next)
        {
            page = AuditReader.List(_folder.Path, new(AuditReader.MaxLimit, next, Act: "key"));
            seen.AddRange(page.Entries.Select(entry => entry.Target));
        }

        Assert.Equal(Enumerable.Range(0, Threads).SelectMany(thread => Enumerable.Range(0, Each).Select(i => $"{thread}/{i}")).Order(), seen.Order());
    }

    [Fact]
    public async Task Refusals_EqualWithinAMinute_AreOneEntryWithACount()
    {
        await using var log = _folder.Open();
        for (var i = 0; i < 1_000; i++)
        {
            log.Refused("key_1", AuditActs.PolicyRefused, "assistant", "data_class_refused");
        }

        log.Refused("key_2", AuditActs.PolicyRefused, "assistant", "data_class_refused");
        await log.FlushAsync();
        Assert.Equal(2, log.RefusalsHeld);
        Assert.DoesNotContain(_folder.Entries(), entry => entry.Act == AuditActs.PolicyRefused);

        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        await log.FlushAsync();
        log.Refused("key_1", AuditActs.PolicyRefused, "assistant", "data_class_refused");
        await log.DisposeAsync();

        Assert.Equal(
            [("key_1", 1), ("key_1", 1_000), ("key_2", 1)],
            _folder.Entries().Where(entry => entry.Act == AuditActs.PolicyRefused).Select(entry => (entry.Who, entry.Count)).Order());
        Assert.Null(_folder.Verify().Break);
    }

    [Fact]
    public async Task Refusals_OfMoreKindsThanFit_AreCountedTogether()
    {
        await using var log = _folder.Open();
        for (var i = 0; i < AuditLog.MaxRefusals + 500; i++)
        {
            log.Refused($"key_{i}", AuditActs.PolicyRefused, "assistant", "x");
        }

        await log.DisposeAsync();
        var refused = _folder.Entries().Concat(AuditReader.List(_folder.Path, new(AuditReader.MaxLimit, AuditReader.List(_folder.Path, new(AuditReader.MaxLimit)).Next)).Entries)
            .Where(entry => entry.Act == AuditActs.PolicyRefused).ToArray();
        Assert.Equal(AuditLog.MaxRefusals + 500, refused.Sum(entry => entry.Count));
        Assert.Equal(500, Assert.Single(refused, entry => entry.Who == "(others)").Count);
    }

    [Fact]
    public async Task Strangers_OfMoreKindsThanFit_AreFewEntriesAndPushNoRefusalOut()
    {
        await using var log = _folder.Open();
        for (var i = 0; i < 2_000; i++)
        {
            log.Refused($"from 2001:db8::{i}", AuditActs.SignInFailed, "/bascule/v1/keys", "missing_admin_key");
        }

        log.Refused("key_1", AuditActs.PolicyRefused, "assistant", "data_class_refused");
        await log.DisposeAsync();

        var entries = _folder.Entries();
        Assert.Equal(("key_1", 1), Assert.Single(entries, entry => entry.Act == AuditActs.PolicyRefused) is var refused ? (refused.Who, refused.Count) : default);
        Assert.Equal((AuditLog.MaxStrangers + 1, 2_000), entries.Where(entry => entry.Act == AuditActs.SignInFailed) is var failed ? (failed.Count(), failed.Sum(entry => entry.Count)) : default);
        Assert.Equal(AuditActs.SignInFailed, Assert.Single(entries, entry => entry.Who == "(others)").Act);
    }

    [Fact]
    public async Task Checkpoint_WhileEntriesCome_IsSignedAsOftenAsAsked()
    {
        await using var log = _folder.Open(options => options with { Every = TimeSpan.FromMinutes(10) });
        Assert.True(await log.ActAsync("a", "b.c", "d"));
        Assert.Equal(0, log.Signed!.Number);

        _folder.Time.Advance(TimeSpan.FromMinutes(10));
        await log.FlushAsync();
        Assert.Equal((2L, 3L), (log.Signed!.Number, log.Head!.Number));

        _folder.Time.Advance(TimeSpan.FromHours(10));
        await log.FlushAsync();
        Assert.Equal((2L, 3L), (log.Signed!.Number, log.Head!.Number));
    }

    [Fact]
    public async Task Bound_Reached_RefusesActsKeepsRefusalsAndSaysSoWhenThereIsRoomAgain()
    {
        var small = _folder.Open(options => options with { MaxBytes = 4_096 });
        var acts = 0;
        while (await small.ActAsync("admin_key", "key.create", $"k{acts}"))
        {
            acts++;
        }

        Assert.False(small.Takes);
        small.Refused("key_1", AuditActs.PolicyRefused, "assistant", "data_class_refused");
        Assert.False(await small.ActAsync("admin_key", "key.create", "late"));
        Assert.True(_folder.Files.Sum(file => new FileInfo(file).Length) <= 4_096);
        Assert.Null(_folder.Verify().Break);

        // Room is made while it runs: what an old process left goes.
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        await small.DisposeAsync();
        Assert.Null(_folder.Verify().Break);
        Assert.DoesNotContain(_folder.Entries(), entry => entry.Target is "late");
        Assert.Equal(acts, _folder.Entries().Count(entry => entry.Act == "key.create"));
    }

    [Fact]
    public async Task Folder_GoneAndBack_IsWrittenAgainWithAnEntryThatSaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a folder that is written to cannot be moved there");
        await using var log = _folder.Open(options => options with { SegmentBytes = 1 });    // each batch opens a file
        Assert.True(await log.ActAsync("admin_key", "key.create", "before"));
        Directory.Move(_folder.Path, _folder.Path + ".away");
        Assert.False(await log.ActAsync("admin_key", "key.create", "while away"));
        log.Refused("key_1", AuditActs.PolicyRefused, "assistant", "data_class_refused");
        _folder.Time.Advance(TimeSpan.FromMinutes(2));
        await log.FlushAsync();
        Assert.False(log.Takes);

        Directory.Move(_folder.Path + ".away", _folder.Path);
        _folder.Time.Advance(AuditLog.LookEvery);
        await log.FlushAsync();
        Assert.True(log.Takes);
        Assert.True(await log.ActAsync("admin_key", "key.create", "after"));
        await log.DisposeAsync();

        var told = _folder.Entries().Reverse().Select(entry => entry.Act == "key.create" ? entry.Target : entry.Act).Where(act => act != AuditActs.Checkpoint).ToArray();
        Assert.Equal([AuditActs.Start, "before", AuditActs.Resumed, AuditActs.PolicyRefused, "after", AuditActs.Stop], told);
        Assert.Null(_folder.Verify().Break);
    }

    [Fact]
    public async Task Retention_Passed_RemovesWholeSegmentsAndTheRestStillVerifies()
    {
        await using (var old = _folder.Open(options => options with { SegmentBytes = 2_048 }))
        {
            for (var i = 0; i < 40; i++)
            {
                Assert.True(await old.ActAsync("admin_key", "key.create", $"old{i}"));
            }
        }

        var before = _folder.Files.Length;
        Assert.True(before > 3);
        _folder.Time.Advance(TimeSpan.FromDays(31));
        await using (var log = _folder.Open(options => options with { Retention = TimeSpan.FromDays(30) }))
        {
            Assert.True(await log.ActAsync("admin_key", "key.create", "new"));
            await log.FlushAsync();
        }

        Assert.Single(_folder.Files);
        var verdict = _folder.Verify();
        Assert.Null(verdict.Break);
        Assert.Contains(verdict.Notes, note => note.Contains("removed", StringComparison.Ordinal));
        Assert.Equal(before, _folder.Entries().Count(entry => entry.Act == AuditActs.Removed));
    }

    [Fact]
    public async Task Bound_ReachedByWhatIsTooOld_MakesRoomForItself()
    {
        await _folder.WriteAsync(processes: 2, acts: 20);
        var bytes = _folder.Files.Sum(file => new FileInfo(file).Length);
        _folder.Time.Advance(TimeSpan.FromDays(31));
        await using (var log = _folder.Open(options => options with { MaxBytes = bytes, Retention = TimeSpan.FromDays(30) }))
        {
            Assert.True(await log.ActAsync("admin_key", "key.create", "new"));
        }

        Assert.Single(_folder.Files);
        Assert.Null(_folder.Verify().Break);
        var unproved = AuditVerifier.Verify(_folder.Path, []);
        Assert.Null(unproved.Break);
        Assert.Contains("not proved", Assert.Single(unproved.Notes));
    }

    [Fact]
    public async Task Removal_WhileTheLogIsOpen_IsSignedAtOnce()
    {
        await _folder.WriteAsync();
        _folder.Time.Advance(TimeSpan.FromDays(31));
        await using var log = _folder.Open(options => options with { Retention = TimeSpan.FromDays(30) });
        Assert.True(await log.ActAsync("admin_key", "key.create", "new"));

        Assert.Single(_folder.Files);
        Assert.Null(_folder.Verify().Break);
    }

    [Fact]
    public async Task Checkpoint_WhoseReceiverFails_EndsNothing()
    {
        _folder.Trouble = new InvalidOperationException("the receiver is broken");
        await _folder.WriteAsync(processes: 2);

        Assert.Equal(4, _folder.Checkpoints.Count);
        Assert.Null(_folder.Verify().Break);
    }

    [Fact]
    public async Task Entry_WithLinesAndQuotesInItsNames_IsOneLine()
    {
        await using (var log = _folder.Open())
        {
            Assert.True(await log.ActAsync("a\n{\"n\":1}", "b.c\r\n", new string('x', 10_000) + "\",\"hash\":\"", ("line\n", "two\u2028")));
        }

        Assert.Null(_folder.Verify().Break);
        Assert.Equal(5, File.ReadAllLines(_folder.Files[0]).Length);
        Assert.Equal("a\n{\"n\":1}", _folder.Entries()[2].Who);
    }

    public void Dispose() => _folder.Dispose();
}
