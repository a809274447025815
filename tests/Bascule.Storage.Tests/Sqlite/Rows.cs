using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;

namespace Bascule.Storage.Tests.Sqlite;

/// <summary>Ledger rows for tests.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static LedgerRow Begun() => new() { Id = Guid.CreateVersion7(), At = Noon, DialectIn = "openai-chat", Key = "web" };

    public static LedgerRow Settled(LedgerRow? begun = null) => (begun ?? Begun()) with { Status = 200, TotalMs = 12, CostNano = 1_200 };

    /// <summary>A row with every member set.</summary>
    public static LedgerRow Full() => new()
    {
        Id = Guid.CreateVersion7(),
        At = Noon.AddMicroseconds(123_457),
        Key = "web",
        KeyId = "file:web",
        Team = "search",
        Tags = [new("app", "web"), new("it's \"quoted\" $.x", "ä\u0000€")],
        Route = "assistant",
        Deployment = "llama",
        Provider = "gpu-fra",
        Model = "meta-llama/Llama-3.3-70B-Instruct",
        DialectIn = "anthropic",
        DialectOut = "openai-chat",
        Stream = true,
        Kind = "judge",
        Status = 502,
        Error = "upstream_unreachable",
        Attempts = [new("llama", 503, "overloaded", Noon, null, 40, null), new("openai/gpt-5", 0, null, Noon.AddTicks(1), 100, 900, long.MaxValue) { Kind = "retry", WaitedMs = 12, Then = "next", Detail = "It was cut." }],
        Usage = new(1_000, 200, 30, 400, 50, true),
        CostNano = 9_000_000_000_000,
        CostUnknown = true,
        BookedNano = 7_000_000,
        PriceSource = "vendor",
        PriceDate = new DateOnly(2026, 11, 1),
        QueueMs = 3,
        FirstTokenMs = 120,
        TotalMs = 950,
        GatewayUs = 77,
        Cache = "miss",
        DataClass = DataClass.Regulated,
        User = "abc",
        CallerRequestId = "caller-1",
        UpstreamRequestId = "req_1",
        Provenance = new(Digest.Of("asked"u8), Digest.Of("answered"u8), "fp_1", "chatcmpl-1"),
        Profile = """{"input_tokens":12}""",
        Decision = """{"plan":["llama"]}""",
        ConfigVersion = "c1",
    };

    /// <summary>Rows of a few days with repeated names, some unknown, some failed, some interrupted: the same for the same seed.</summary>
    public static List<LedgerRow> Many(int count, int seed)
    {
        var random = new Random(seed);
        string? Name(string stem, int of) => random.Next(of + 1) is var n && n == of ? null : stem + n;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var status = random.Next(6) switch { 0 => 429, 1 => 502, 2 => 0, _ => 200 };
            return new LedgerRow
            {
                Id = Guid.CreateVersion7(),
                At = Noon.AddMinutes(random.Next(-4_000, 4_000)),
                DialectIn = "openai-chat",
                Kind = random.Next(5) == 0 ? LedgerRow.Shadow : LedgerRow.Request,
                Key = Name("key", 3),
                Team = Name("team", 2),
                Route = Name("route", 2),
                Deployment = Name("deployment", 3),
                Provider = Name("provider", 2),
                Model = Name("model", 3),
                Tags = Name("v", 2) is { } tag ? [new("app's \"x\"", tag), new("other", "y")] : [],
                Status = status,
                Error = status switch { 0 => LedgerRow.Interrupted, 502 => "upstream_unreachable", 200 when random.Next(8) == 0 => "upstream_cut", _ => null },
                Cache = random.Next(4) switch { 0 => "hit", 1 => "joined", 2 => "miss", _ => "off" },
                Usage = random.Next(3) == 0 ? null : new(random.Next(999), random.Next(99), random.Next(9), random.Next(999), random.Next(99), false),
                CostNano = random.Next(3) == 0 ? null : random.NextInt64(1L << 40),
                CostUnknown = random.Next(3) == 0,
                TotalMs = random.Next(1_000),
                FirstTokenMs = random.Next(3) == 0 ? null : random.Next(500),
            };
        })];
    }
}
