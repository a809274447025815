using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>The database's shape as numbered steps; <c>user_version</c> counts those that were made. A step that was released is never changed.</summary>
internal static class SqliteSchema
{
    // Each index is paid by every row, half a microsecond and a page write: routes and deployments are few, so their rows are found soon by walking back in time.
    private static readonly string[] Steps =
    [
        """
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
        """,
        """
        CREATE TABLE responses (
            tenant TEXT NOT NULL, id TEXT NOT NULL, deployment TEXT NOT NULL, data_class INTEGER NOT NULL, until INTEGER NOT NULL, previous TEXT, content BLOB,
            PRIMARY KEY (tenant, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX responses_until ON responses (until);
        """,
        "ALTER TABLE ledger ADD COLUMN key_id TEXT;",
        """
        CREATE TABLE keys (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, options TEXT NOT NULL, disabled INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL, deleted INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX keys_name ON keys (name) WHERE deleted IS NULL;
        CREATE TABLE key_secrets (
            sha256 TEXT NOT NULL PRIMARY KEY, key_id TEXT NOT NULL, starts TEXT NOT NULL, made INTEGER NOT NULL, until INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX key_secrets_key ON key_secrets (key_id);
        """,
        """
        ALTER TABLE ledger ADD COLUMN booked_nano INTEGER;
        CREATE TABLE spent (at INTEGER NOT NULL, key_id TEXT, team TEXT, user TEXT, kind TEXT NOT NULL, nano INTEGER NOT NULL) STRICT;
        CREATE INDEX spent_at ON spent (at);
        """,
        """
        ALTER TABLE ledger ADD COLUMN request_sha256 TEXT;
        ALTER TABLE ledger ADD COLUMN answer_sha256 TEXT;
        ALTER TABLE ledger ADD COLUMN fingerprint TEXT;
        ALTER TABLE ledger ADD COLUMN answer_id TEXT;
        CREATE INDEX ledger_answer ON ledger (substr(answer_sha256, 1, 16)) WHERE answer_sha256 IS NOT NULL;
        CREATE INDEX ledger_answer_id ON ledger (answer_id) WHERE answer_id IS NOT NULL;
        """,
        """
        ALTER TABLE responses ADD COLUMN key_id TEXT;
        ALTER TABLE responses ADD COLUMN session TEXT;
        ALTER TABLE responses ADD COLUMN tags TEXT;
        CREATE TABLE content (
            id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL, until INTEGER NOT NULL, is_full INTEGER NOT NULL,
            request BLOB NOT NULL, request_cut INTEGER NOT NULL, answer BLOB NOT NULL, answer_cut INTEGER NOT NULL, key_id TEXT, session TEXT, tags TEXT
        ) STRICT;
        CREATE INDEX content_until ON content (until);
        """,
        """
        CREATE INDEX content_key ON content (key_id) WHERE key_id IS NOT NULL;
        CREATE INDEX content_session ON content (session) WHERE session IS NOT NULL;
        CREATE INDEX responses_key ON responses (key_id) WHERE key_id IS NOT NULL;
        CREATE INDEX responses_session ON responses (session) WHERE session IS NOT NULL;
        CREATE INDEX ledger_spent ON ledger (at, key_id, key, team, user, kind, booked_nano, cost_nano) WHERE COALESCE(booked_nano, cost_nano, 0) > 0;
        """,
        """
        CREATE TABLE answers (
            key TEXT NOT NULL PRIMARY KEY, route TEXT NOT NULL, until INTEGER NOT NULL, content BLOB NOT NULL, key_id TEXT, session TEXT, tags TEXT
        ) STRICT;
        CREATE INDEX answers_until ON answers (until);
        CREATE INDEX answers_route ON answers (route);
        CREATE INDEX answers_key ON answers (key_id) WHERE key_id IS NOT NULL;
        CREATE INDEX answers_session ON answers (session) WHERE session IS NOT NULL;
        """,
        """
        CREATE TABLE semantic_vectors (
            place INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, scope TEXT NOT NULL, until INTEGER NOT NULL, judge TEXT, vector BLOB, key_id TEXT, session TEXT, tags TEXT
        ) STRICT;
        CREATE UNIQUE INDEX semantic_vectors_key ON semantic_vectors (key);
        CREATE INDEX semantic_vectors_until ON semantic_vectors (until);
        CREATE TABLE semantic_counts (
            route TEXT NOT NULL, terms TEXT NOT NULL, epoch INTEGER NOT NULL, kind INTEGER NOT NULL, band INTEGER NOT NULL, total INTEGER NOT NULL, part INTEGER NOT NULL,
            PRIMARY KEY (route, terms, epoch, kind, band)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE INDEX semantic_vectors_key_id ON semantic_vectors (key_id) WHERE key_id IS NOT NULL;
        CREATE INDEX semantic_vectors_session ON semantic_vectors (session) WHERE session IS NOT NULL;
        """,
        "CREATE TABLE semantic_writers (writer TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
    ];

    /// <summary>Refuses a database of another version; nothing in it is changed.</summary>
    public static void Check(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        if (version > Steps.Length)
        {
            throw Newer(path, version);
        }

        if (version < Steps.Length)
        {
            throw new InvalidDataException($"The ledger '{path}' is empty or was written by an older Bascule (schema {version}, this one reads {Steps.Length}): start the gateway once, which brings it up to date.");
        }
    }

    /// <summary>As <see cref="Bring"/>, without a write where there is nothing to do.</summary>
    public static void BringIfOlder(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        if ((long)command.ExecuteScalar()! != Steps.Length)
        {
            Bring(connection, path);
        }
    }

    public static void Bring(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        if (version > Steps.Length)
        {
            throw Newer(path, version);
        }

        for (var step = (int)version; step < Steps.Length; step++)
        {
            command.CommandText = $"{Steps[step]} PRAGMA user_version = {step + 1};";
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static InvalidDataException Newer(string path, long version) =>
        new($"The ledger '{path}' was written by a newer Bascule (schema {version}, this one knows {Steps.Length}): start that version, or name another file in storage.database.");
}
