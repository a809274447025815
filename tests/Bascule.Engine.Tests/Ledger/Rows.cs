using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using CsCheck;

namespace Bascule.Engine.Tests.Ledger;

/// <summary>Ledger rows for tests.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Any row at all, with any words a caller could send.</summary>
    public static Gen<LedgerRow> Any { get; } =
        from texts in Gen.String.Null().Array[14]
        from tags in Gen.Select(Gen.String, Gen.String, (name, value) => new KeyValuePair<string, string>(name, value)).Array[0, 3]
        from numbers in Gen.Long.Array[8]
        from flags in Gen.Bool.Array[6]
        from tries in Gen.Select(Gen.String, Gen.Int, Gen.String.Null(), Gen.Int, (name, status, error, time) =>
            new LedgerAttempt(name, status, error, Noon.AddTicks(Math.Abs((long)time)), flags[0] ? time : null, time, flags[1] ? numbers[0] : null)
            {
                Kind = name,
                WaitedMs = status,
                Then = error,
                Detail = error,
            }).Array[0, 3]
        from at in Gen.Long[0, DateTime.MaxValue.Ticks]
        select new LedgerRow
        {
            Id = Guid.CreateVersion7(),
            At = new DateTimeOffset(at, TimeSpan.Zero),
            Key = texts[0],
            KeyId = texts[4],
            Team = texts[1],
            Tags = [.. tags],
            Route = texts[2],
            Deployment = texts[3],
            Provider = texts[4],
            Model = texts[5],
            DialectIn = texts[6] ?? "",
            DialectOut = texts[7],
            Stream = flags[2],
            Kind = texts[8] ?? "request",
            Status = (int)numbers[1],
            Error = texts[9],
            Attempts = [.. tries],
            Usage = flags[3] ? new(numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], flags[4]) : null,
            CostNano = flags[5] ? numbers[6] : null,
            CostUnknown = !flags[5],
            PriceSource = texts[10],
            PriceDate = flags[0] ? DateOnly.FromDayNumber((int)(at / TimeSpan.TicksPerDay)) : null,
            QueueMs = (int)numbers[2],
            FirstTokenMs = flags[1] ? (int)numbers[3] : null,
            TotalMs = (int)numbers[4],
            GatewayUs = numbers[7],
            Cache = texts[11] ?? "off",
            DataClass = (DataClass)(numbers[0] & 3),
            User = texts[12],
            CallerRequestId = texts[13],
            UpstreamRequestId = texts[0],
            Provenance = flags[1] ? new(new((ulong)numbers[0], 1, 2, (ulong)numbers[1]), flags[2] ? null : new((ulong)numbers[2], 0, 9, 7), texts[8], texts[9]) : null,
            Profile = texts[1] ?? "{}",
            Decision = texts[2] ?? "{}",
            ConfigVersion = texts[3] ?? "",
        };

    public static LedgerRow Begun() => new() { Id = Guid.CreateVersion7(), At = Noon, DialectIn = "openai-chat", Key = "web" };

    public static LedgerRow Settled(LedgerRow? begun = null) =>
        (begun ?? Begun()) with { Status = 200, Deployment = "llama", TotalMs = 12, CostNano = 1_200, Usage = new(10, 0, 0, 20, 0, false) };
}
