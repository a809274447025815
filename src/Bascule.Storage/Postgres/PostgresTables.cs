namespace Bascule.Storage.Postgres;

/// <summary>The words of the schema's steps.</summary>
internal static class PostgresTables
{
    // The ledger is cut by id, not by time: a UUIDv7 begins with its time, so months are ranges of ids, and one primary key over the id alone holds over all of them.
    // Text is compared by its bytes, as SQLite does it: sums come in the same order, and indexes are smaller.
    // Of hashes and upstreams' ids one row is looked for: a hash index has four bytes of each.
    public const string First = """
        CREATE TABLE schema_steps (version int PRIMARY KEY, oldest_reader int NOT NULL, made timestamptz NOT NULL DEFAULT now());

        CREATE TABLE ledger (
            id uuid PRIMARY KEY,
            at timestamptz NOT NULL,
            key text COLLATE "C", key_id text COLLATE "C", team text COLLATE "C", tags text COLLATE "C" NOT NULL,
            route text COLLATE "C", deployment text COLLATE "C", provider text COLLATE "C", model text COLLATE "C",
            dialect_in text COLLATE "C" NOT NULL, dialect_out text COLLATE "C", stream bool NOT NULL, kind text COLLATE "C" NOT NULL,
            status int NOT NULL, error text COLLATE "C", attempts text COLLATE "C" NOT NULL,
            input bigint, cached_input bigint, cache_write bigint, output bigint, reasoning bigint, estimated bool,
            cost_nano bigint, cost_unknown bool NOT NULL, booked_nano bigint, price_source text COLLATE "C", price_date date,
            queue_ms int NOT NULL, first_token_ms int, total_ms int NOT NULL, gateway_us bigint NOT NULL,
            cache text COLLATE "C" NOT NULL, data_class smallint NOT NULL, "user" text COLLATE "C", caller_request_id text COLLATE "C", upstream_request_id text COLLATE "C",
            request_sha256 bytea, answer_sha256 bytea, fingerprint text COLLATE "C", answer_id text COLLATE "C",
            profile text COLLATE "C" NOT NULL, decision text COLLATE "C" NOT NULL, config_version text COLLATE "C" NOT NULL
        ) PARTITION BY RANGE (id);
        CREATE INDEX ledger_at ON ledger (at, id);
        CREATE INDEX ledger_key ON ledger (key, at, id);
        CREATE INDEX ledger_error ON ledger (at, id) WHERE NOT (error IS NULL AND status < 400);
        CREATE INDEX ledger_answer ON ledger USING hash (answer_sha256) WHERE answer_sha256 IS NOT NULL;
        CREATE INDEX ledger_answer_id ON ledger USING hash (answer_id) WHERE answer_id IS NOT NULL;
        CREATE INDEX ledger_spent ON ledger (at) INCLUDE (key_id, key, team, "user", kind, booked_nano, cost_nano) WHERE COALESCE(booked_nano, cost_nano, 0) > 0;
        CREATE TABLE ledger_other PARTITION OF ledger DEFAULT;

        CREATE TABLE spent (at timestamptz NOT NULL, key_id text COLLATE "C", team text COLLATE "C", "user" text COLLATE "C", kind text COLLATE "C" NOT NULL, nano bigint NOT NULL);
        CREATE INDEX spent_at ON spent (at);

        CREATE TABLE keys (
            id text COLLATE "C" PRIMARY KEY, name text COLLATE "C" NOT NULL, options text NOT NULL, disabled bool NOT NULL, created timestamptz NOT NULL, changed timestamptz NOT NULL, deleted timestamptz
        );
        CREATE UNIQUE INDEX keys_name ON keys (name) WHERE deleted IS NULL;
        CREATE TABLE key_secrets (
            sha256 text COLLATE "C" PRIMARY KEY, key_id text COLLATE "C" NOT NULL, starts text COLLATE "C" NOT NULL, made timestamptz NOT NULL, until timestamptz
        );
        CREATE INDEX key_secrets_key ON key_secrets (key_id);

        CREATE TABLE responses (
            tenant text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, deployment text COLLATE "C" NOT NULL, data_class smallint NOT NULL, until timestamptz NOT NULL,
            previous text COLLATE "C", content bytea, key_id text COLLATE "C", session text COLLATE "C", tags text COLLATE "C", PRIMARY KEY (tenant, id)
        );
        ALTER TABLE responses ALTER content SET STORAGE EXTERNAL;
        CREATE INDEX responses_until ON responses (until);
        CREATE INDEX responses_key ON responses (key_id) WHERE key_id IS NOT NULL;
        CREATE INDEX responses_session ON responses USING hash (session) WHERE session IS NOT NULL;

        CREATE TABLE content (
            id uuid PRIMARY KEY, at timestamptz NOT NULL, until timestamptz NOT NULL, is_full bool NOT NULL, request bytea NOT NULL, request_cut bool NOT NULL,
            answer bytea NOT NULL, answer_cut bool NOT NULL, key_id text COLLATE "C", session text COLLATE "C", tags text COLLATE "C"
        );
        ALTER TABLE content ALTER request SET STORAGE EXTERNAL, ALTER answer SET STORAGE EXTERNAL;
        CREATE INDEX content_until ON content (until);
        CREATE INDEX content_key ON content (key_id) WHERE key_id IS NOT NULL;
        CREATE INDEX content_session ON content USING hash (session) WHERE session IS NOT NULL;

        CREATE TABLE secrets (name text PRIMARY KEY, value bytea NOT NULL, made timestamptz NOT NULL DEFAULT now());
        CREATE TABLE turns (name text PRIMARY KEY, holder uuid NOT NULL, until timestamptz NOT NULL);
        """;

    // A place says in which order rows were written: whoever reads on from one sees what came after it.
    public const string Similar = """
        CREATE SEQUENCE semantic_places;
        CREATE TABLE semantic_vectors (
            place bigint NOT NULL, key text COLLATE "C" PRIMARY KEY, scope text COLLATE "C" NOT NULL, until timestamptz NOT NULL, judge text COLLATE "C", vector bytea,
            key_id text COLLATE "C", session text COLLATE "C", tags text COLLATE "C"
        );
        ALTER TABLE semantic_vectors ALTER vector SET STORAGE EXTERNAL;
        CREATE INDEX semantic_vectors_place ON semantic_vectors (place);
        CREATE INDEX semantic_vectors_until ON semantic_vectors (until);
        CREATE INDEX semantic_vectors_key_id ON semantic_vectors (key_id) WHERE key_id IS NOT NULL;
        CREATE TABLE semantic_counts (
            route text COLLATE "C" NOT NULL, terms text COLLATE "C" NOT NULL, epoch int NOT NULL, kind int NOT NULL, band int NOT NULL, total bigint NOT NULL, part bigint NOT NULL,
            PRIMARY KEY (route, terms, epoch, kind, band)
        );
        """;

    public const string SimilarBySession = "CREATE INDEX semantic_vectors_session ON semantic_vectors USING hash (session) WHERE session IS NOT NULL";

    // The last batch that each replica has written: one whose answer was lost is given again, and counts once.
    public const string Writers = "CREATE TABLE semantic_writers (writer uuid PRIMARY KEY, last bigint NOT NULL, at timestamptz NOT NULL);";
}
