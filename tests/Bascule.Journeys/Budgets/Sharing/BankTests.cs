using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Tests.Limits.Budgets.Leasing;
using Bascule.Servers;
using Bascule.Storage.Redis;
using Bascule.Storage.Redis.Budgets;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Journeys.Budgets.Sharing;

/// <summary>The scripts in a real Redis do, step by step, what the model of the books does.</summary>
public sealed class BankTests
{
    private const string Books = "b1";

    /// <summary>Nothing ends by itself meanwhile.</summary>
    private static readonly TellerTimes Times = new()
    {
        Beat = TimeSpan.FromHours(1), Want = TimeSpan.FromHours(1), Silence = TimeSpan.FromDays(1), Mourning = TimeSpan.FromDays(1), Grace = TimeSpan.Zero,
    };

    private static readonly DateTimeOffset End = TimeProvider.System.GetUtcNow().AddDays(1);
    private static readonly string[] Seats = ["ann", "bob", "cid"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Scripts_AnyStepsOfThreeReplicas_DoWhatTheModelDoes(int seed)
    {
        await using var redis = await RedisServer.StartAsync();
        var link = new RedisLink(RedisAddress.TryParse(redis.Url, out _)!, "test", TimeProvider.System, NullLogger.Instance, RedisBank.Patience * 20);
        await using var bank = new RedisBank(link, Times, NullLogger<RedisBank>.Instance);
        Assert.True(await link.WaitUpAsync(Gateway.Bound, CancellationToken.None));
        var both = new Both(bank, new BankModel(Times, TimeProvider.System), new Random(seed));
        await both.OpenAsync(lifts: seed % 2 == 1);
        for (var step = 0; step < 250; step++)
        {
            await both.StepAsync();
        }

        Assert.True(both.Granted > 10 && both.Refused > 10, $"{both.Granted} were granted, {both.Refused} refused");
    }

    /// <summary>The scripts themselves under replicas that live, with books that come and go and are emptied, by Redis's clock.</summary>
    [Fact]
    public async Task Scripts_AnythingReplicasDoWhileTheBooksAreEmptied_PassesNoBudget()
    {
        await using var redis = await RedisServer.StartAsync();
        var times = new TellerTimes { Grace = TimeSpan.Zero };
        await Acts.Of(Acts.OfForgetfulBooks).SampleAsync(
            async acts =>
            {
                await redis.SayAsync("FLUSHALL");
                var link = new RedisLink(RedisAddress.TryParse(redis.Url, out _)!, "test", TimeProvider.System, NullLogger.Instance, RedisBank.Patience * 20);
                await using var bank = new RedisBank(link, times, NullLogger<RedisBank>.Instance);
                Assert.True(await link.WaitUpAsync(Gateway.Bound, CancellationToken.None));
                new Household(bank, () => Flush(redis), times).Do(acts).End(exactly: false);
            },
            iter: 10,
            threads: 1);
    }

    [Fact]
    public async Task Say_TheSameSentenceAgain_IsHeardOnce()
    {
        await using var redis = await RedisServer.StartAsync();
        var link = new RedisLink(RedisAddress.TryParse(redis.Url, out _)!, "test", TimeProvider.System, NullLogger.Instance, RedisBank.Patience * 20);
        await using var bank = new RedisBank(link, Times, NullLogger<RedisBank>.Instance);
        Assert.True(await link.WaitUpAsync(Gateway.Bound, CancellationToken.None));
        await bank.OpenAsync("ann.0", "ann", Books);
        await bank.SeededAsync(Books);
        await bank.EnterAsync(Books, "ann.0", "ann", []);
        var sentence = new Sentence(Books, "ann.0", 1, [new PotLine("k:d:1:web", 70, 10, 0, 1_000, 0, false, End)], [new TakeLine(100, 50, [(0, 0)])]);
        var first = await bank.SayAsync(sentence);
        var second = await bank.SayAsync(sentence);
        Assert.Equal((new PotFigures(70, 0, 100, 10, 100), 100L), (first!.Pots[0], first.Grants[0]));
        Assert.Equal((first.Now, first.Pots[0], first.Grants[0]), (second!.Now, second.Pots[0], second.Grants[0]));
        Assert.Equal(first.Pots[0], (await bank.ReadAsync(["k:d:1:web"], "ann.0"))![0]);
    }

    /// <summary>More pots than one step buries, and others end what the one who came after has begun.</summary>
    [Fact]
    public async Task Bury_BegunWhole_IsEndedWholeByWhomever()
    {
        await using var redis = await RedisServer.StartAsync();
        var link = new RedisLink(RedisAddress.TryParse(redis.Url, out _)!, "test", TimeProvider.System, NullLogger.Instance, RedisBank.Patience * 20);
        await using var bank = new RedisBank(link, Times, NullLogger<RedisBank>.Instance);
        Assert.True(await link.WaitUpAsync(Gateway.Bound, CancellationToken.None));
        await bank.OpenAsync("ann.0", "ann", Books);
        string[] pots = [.. Enumerable.Range(0, 300).Select(place => $"k:d:1:{place}")];
        Assert.True(await bank.BringAsync(Books, "ann.0", [.. pots.Select(pot => new PotEntry(pot, 0, 100, 10, 0, End))], 0));
        Assert.Equal(1, await bank.BuryAsync("ann.0", "ann", TimeSpan.Zero, whole: true));
        Assert.Equal(0, await bank.BuryAsync("ann.0", "ann", TimeSpan.Zero, whole: false));
        Assert.All((await bank.ReadAsync(pots, "ann.0"))!, pot => Assert.Equal((100L, 0L), (pot.OfDead, pot.Leased)));

        await bank.BringAsync(Books, "ann.0", [new PotEntry("k:d:1:later", 0, 100, 10, 0, End)], 0);
        Assert.Equal(0, await bank.BuryAsync("ann.0", "ann", TimeSpan.Zero, whole: false));
        Assert.Equal(10L, (await bank.ReadAsync(["k:d:1:later"], "ann.0"))![0].OfDead);    // that was another burial
    }

    private static void Flush(RedisServer redis) => Turns.Without(() => redis.SayAsync("FLUSHALL")).GetAwaiter().GetResult();

    private sealed class Both(RedisBank bank, BankModel model, Random random)
    {
        private readonly long[] _numbers = new long[Seats.Length];
        private readonly int[] _lives = new int[Seats.Length];

        public int Granted { get; private set; }

        public int Refused { get; private set; }

        public async Task OpenAsync(bool lifts)
        {
            for (var who = 0; who < Seats.Length; who++)
            {
                await SameAsync(one => one.OpenAsync(NameOf(who), Seats[who], Books));
                await SameAsync(one => one.EnterAsync(Books, NameOf(who), Seats[who], who == 0 ? ["dan"] : []));
            }

            await SameAsync(one => one.TryLockAsync(lifts ? Books : "others", true, "ann.0", TimeSpan.FromHours(1)));
            await SameAsync(one => one.EnterAsync(Books, "dan.0", "dan", []));
            await SameAsync(one => one.SeededAsync(Books));
        }

        public async Task StepAsync()
        {
            var who = random.Next(Seats.Length);
            switch (random.Next(20))
            {
                case 0:
                    PotEntry[] entries = [new PotEntry(Pot(), random.Next(3_000), random.Next(-1, 200), random.Next(100), random.Next(200), End)];
                    await SameAsync(one => one.BringAsync(Books, NameOf(who), entries, 0));
                    break;
                case 1:
                    await SameAsync(one => one.BuryAsync(NameOf(who), Seats[who], TimeSpan.Zero, whole: _lives[who] % 2 == 0));
                    _lives[who]++;
                    await SameAsync(one => one.EnterAsync(Books, NameOf(who), Seats[who], []));
                    break;
                case 2:
                    await SameAsync(one => one.AbsolveAsync(Seats[who], NameOf(who)));
                    break;
                case 3:
                    await SameAsync(one => one.BuryAsync(NameOf(who), Seats[who], TimeSpan.FromDays(1), whole: false));
                    break;
                default:
                    await SayAsync(who);
                    break;
            }
        }

        private static void Equal(Answer one, Answer other)
        {
            Assert.Equal((one.Hearing, one.IsComplete, one.IsSeeded), (other.Hearing, other.IsComplete, other.IsSeeded));
            Assert.Equal(one.Pots, other.Pots);
            Assert.Equal(one.Grants, other.Grants);
            Assert.Equal(one.Wanted.Order(StringComparer.Ordinal), other.Wanted.Order(StringComparer.Ordinal));
            Assert.Equal(one.Alive.Order(StringComparer.Ordinal), other.Alive.Order(StringComparer.Ordinal));
            Assert.Equal((one.Present, one.Dead), (other.Present, other.Dead));
        }

        private async Task SayAsync(int who)
        {
            var number = random.Next(8) == 0 ? _numbers[who] : ++_numbers[who];
            PotLine[] pots = [.. Enumerable.Range(0, 3).Select(place => new PotLine(
                $"k:d:1:{place}", random.Next(60), random.Next(100), random.Next(4) == 0 ? random.Next(200) : 0, 20_000, 0, random.Next(3) == 0, End))];
            TakeLine[] takes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new TakeLine(
                random.Next(400, 3_000), random.Next(1, 400), [.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0).Select(place => (place, random.NextInt64(-20, 100)))]))];
            var sentence = new Sentence(Books, NameOf(who), number, pots, [.. takes.Where(take => take.Shares.Count > 0)]);
            var (real, meant) = (await bank.SayAsync(sentence), await model.SayAsync(sentence));
            Equal(meant!, real!);
            Granted += real!.Grants.Count(grant => grant >= 0);
            Refused += real.Grants.Count(grant => grant < 0);
        }

        private async Task SameAsync<T>(Func<IBank, ValueTask<T>> step) => Assert.Equal(await step(model), await step(bank));

        private string NameOf(int who) => $"{Seats[who]}.{_lives[who]}";

        private string Pot() => $"k:d:1:{random.Next(3)}";
    }
}
