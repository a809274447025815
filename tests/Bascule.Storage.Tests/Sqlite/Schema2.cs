namespace Bascule.Storage.Tests.Sqlite;

/// <summary>A database as the version before key ids left it, with one row.</summary>
internal static class Schema2
{
    public static readonly Guid Row = new("01936a5e-0000-7000-8000-000000000001");

    public const string Sql = """
        CREATE TABLE ledger (
            id TEXT NOT NULL PRIMARY KEY,
            at INTEGER NOT NULL,
            key TEXT, team TEXT, tags TEXT NOT NULL,
            route TEXT, deployment TEXT, provider TEXT, model TEXT,
            dialect_in TEXT NOT NULL, dialect_out TEXT, stream INTEGER NOT NULL, kind TEXT NOT NULL,
            status INTEGER NOT NULL, error TEXT, attempts TEXT NOT NULL,
            input INTEGER, cached_input INTEGER, cache_write INTEGER, output INTEGER, reasoning INTEGER, estimated INTEGER,
            cost_nano INTEGER, cost_unknown INTEGER NOT NULL, price_source TEXT, price_date TEXT,
            queue_ms INTEGER NOT NULL, first_token_ms INTEGER, total_ms INTEGER NOT NULL, gateway_us INTEGER NOT NULL,
            cache TEXT NOT NULL, data_class INTEGER NOT NULL, user TEXT, caller_request_id TEXT, upstream_request_id TEXT,
            profile TEXT NOT NULL, decision TEXT NOT NULL, config_version TEXT NOT NULL
        ) STRICT;
        CREATE INDEX ledger_at ON ledger (at, id);
        CREATE INDEX ledger_key ON ledger (key, at, id);
        CREATE INDEX ledger_error ON ledger (at, id) WHERE NOT (error IS NULL AND status < 400);
        CREATE TABLE responses (
            tenant TEXT NOT NULL, id TEXT NOT NULL, deployment TEXT NOT NULL, data_class INTEGER NOT NULL, until INTEGER NOT NULL, previous TEXT, content BLOB,
            PRIMARY KEY (tenant, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX responses_until ON responses (until);
        INSERT INTO ledger (id, at, key, tags, dialect_in, stream, kind, status, attempts, cost_unknown, queue_ms, total_ms, gateway_us, cache, data_class, profile, decision, config_version)
        VALUES ('01936a5e-0000-7000-8000-000000000001', 1, 'web', '{}', 'openai-chat', 0, 'request', 200, '[]', 1, 0, 1, 1, 'off', 1, '{}', '{}', 'c1');
        PRAGMA user_version = 2;
        """;
}
