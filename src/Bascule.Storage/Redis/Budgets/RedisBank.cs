using System.Buffers.Text;
using Bascule.Engine.Limits.Budgets.Leasing;
using Microsoft.Extensions.Logging;

namespace Bascule.Storage.Redis.Budgets;

/// <summary>The books of budgets in Redis.</summary>
/// <param name="link">A connection of its own, which ends with it: a sentence of many pots holds back no request that only counts.</param>
public sealed partial class RedisBank(RedisLink link, TellerTimes times, ILogger<RedisBank> logger) : IBank, IAsyncDisposable
{
    /// <summary>How long a sentence's answer may take, in the link's looks: longer than a request's own, since nobody waits for most of them and one that is lost is said again.</summary>
    public const int Patience = 50;

    /// <summary>Beats that a replica may miss before it no longer counts where what is left is divided.</summary>
    private const int Missed = 10;

    private readonly string _root = link.Prefix + ":money:";
    private string? _told;    // the last error, which is told once

    public async ValueTask<Opening?> OpenAsync(string replica, string seat, string books)
    {
        var reply = await AskAsync(New(BankScripts.Open).Add(replica).Add(seat).Add(books).Add(Ms(times.Grace)).Add(Ms(times.Silence)));
        return reply.Items is [var name, var seeded, var before] ? new Opening(name.Text, Number(seeded) == 1, before.Text is { Length: > 0 } text ? text : null) : null;
    }

    public async ValueTask<bool?> BringAsync(string books, string replica, IReadOnlyList<PotEntry> entries, long after)
    {
        var command = New(BankScripts.Bring, entries.Count);
        foreach (var entry in entries)
        {
            command.Add(KeyOf(books, entry.Key));
        }

        command.Add(books).Add(replica).Add(after);
        foreach (var entry in entries)
        {
            command.Add(entry.Spent).Add(entry.Untold).Add(entry.Lease).Add(entry.Use).Add(entry.End.ToUnixTimeMilliseconds());
        }

        return await AskAsync(command) is { Failed: false } reply ? reply.Integer == 1 : null;
    }

    public async ValueTask<bool> EnterAsync(string books, string replica, string seat, IReadOnlyList<string> expected)
    {
        var command = New(BankScripts.Enter).Add(books).Add(replica).Add(seat);
        foreach (var other in expected)
        {
            command.Add(other);
        }

        return await IsDoneAsync(command);
    }

    public async ValueTask<Answer?> SayAsync(Sentence sentence)
    {
        var reply = await AskAsync(ToCommand(sentence));
        return reply.Items switch
        {
            [var other] => Answer.Not(Number(other) == 1 ? Hearing.OtherBooks : Hearing.Buried),
            [_, var complete, var seeded, var now, var alive, var present, var wanted, var dead, var pots, var grants] => new Answer(
                Hearing.Heard, Number(complete) == 1, Number(seeded) == 1, Number(now), Texts(alive), (int)Number(present), Texts(wanted), Texts(dead), Figures(pots), [.. grants.Items.Select(Number)]),
            _ => null,
        };
    }

    public async ValueTask<long?> BuryAsync(string replica, string seat, TimeSpan silent, bool whole) =>
        await AskAsync(New(BankScripts.Bury).Add(replica).Add(seat).Add(Ms(silent)).Add(whole ? 1 : 0)) is { Failed: false } reply ? reply.Integer : null;

    public ValueTask<bool> AbsolveAsync(string seat, string replica) => IsDoneAsync(New(BankScripts.Absolve).Add(seat).Add(replica));

    public ValueTask<bool> SeededAsync(string books) => IsDoneAsync(New(BankScripts.Seeded).Add(books));

    public ValueTask<bool> TryLockAsync(string books, bool seeds, string replica, TimeSpan time) => IsDoneAsync(New(BankScripts.Lock).Add(books).Add(seeds ? "seeding" : "comparing").Add(replica).Add(Ms(time)));

    public async ValueTask<IReadOnlyList<PotFigures>?> ReadAsync(IReadOnlyList<string> pots, string replica)
    {
        var command = New(BankScripts.Read, pots.Count);
        foreach (var pot in pots)
        {
            command.Add(pot);
        }

        return await AskAsync(command.Add(replica)) is { Failed: false } reply && reply.Items.Length == pots.Count * 5 ? Figures(reply) : null;
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private RedisCommand ToCommand(Sentence sentence)
    {
        var command = New(BankScripts.Say, sentence.Pots.Count);
        foreach (var pot in sentence.Pots)
        {
            command.Add(KeyOf(sentence.Books, pot.Key));
        }

        command.Add(sentence.Books).Add(sentence.Replica).Add(sentence.Number).Add(Ms(times.Mourning)).Add(Ms(times.Beat * Missed)).Add(Ms(times.Want)).Add(Ms(times.Silence));
        foreach (var pot in sentence.Pots)
        {
            command.Add(pot.Spent).Add(pot.Use).Add(pot.Give).Add(pot.Budget).Add(pot.Known).Add(pot.Refill ? 1 : 0).Add(pot.End.ToUnixTimeMilliseconds());
        }

        command.Add(sentence.Takes.Count);
        foreach (var take in sentence.Takes)
        {
            command.Add(take.Most).Add(take.Least).Add(take.Shares.Count);
            foreach (var (place, have) in take.Shares)
            {
                command.Add(place).Add(have);
            }
        }

        return command;
    }

    private RedisCommand New(RedisScript script, int pots = 0) => new RedisCommand(script, pots + 1, 256 + (pots * 192)).Add(_root);

    private string KeyOf(string books, string pot) => $"{_root}{books}:{pot}";

    private async ValueTask<bool> IsDoneAsync(RedisCommand command) => await AskAsync(command) is { Failed: false, Integer: 1 };

    private async ValueTask<RespValue> AskAsync(RedisCommand command)
    {
        var reply = await link.AskAsync(command);
        if (reply.Kind == RespKind.Error && _told != reply.Text)
        {
            _told = reply.Text;    // Redis's own words: no more than names of keys is in them
            Log.Refused(logger, reply.Text);
        }

        return reply;
    }

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;

    private static string[] Texts(RespValue list) => [.. list.Items.Select(static item => item.Text)];

    private static PotFigures[] Figures(RespValue list) =>
        [.. list.Items.Chunk(5).Select(static pot => new PotFigures(Number(pot[0]), Number(pot[1]), Number(pot[2]), Number(pot[3]), Number(pot[4])))];

    private static long Number(RespValue value) => value.Kind == RespKind.Integer ? value.Integer : Utf8Parser.TryParse(value.Bytes, out long number, out _) ? number : 0;

    private static partial class Log
    {
        [LoggerMessage(51, LogLevel.Error, "Redis refuses what budgets ask of it: {Error}")]
        public static partial void Refused(ILogger logger, string error);
    }
}
