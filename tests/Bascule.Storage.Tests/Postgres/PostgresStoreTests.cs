using Bascule.Storage.Tests.Keeping;
using Bascule.Storage.Tests.Stores;

namespace Bascule.Storage.Tests.Postgres;

public sealed class PostgresLedgerTests() : LedgerTests(new PostgresTestDatabase());

public sealed class PostgresUsageTests() : UsageTests(new PostgresTestDatabase());

public sealed class PostgresRetentionTests() : RetentionTests(new PostgresTestDatabase());

public sealed class PostgresDrainTests() : DrainTests(new PostgresTestDatabase());

public sealed class PostgresColumnTests() : EveryColumnTests(new PostgresTestDatabase());

public sealed class PostgresResponsesTests() : ResponsesTests(new PostgresTestDatabase());

public sealed class PostgresErasureTests() : ErasureTests(new PostgresTestDatabase());

public sealed class PostgresContentTests() : ContentKeeperTests(new PostgresTestDatabase());

public sealed class PostgresKeysTests() : KeyTests(new PostgresTestDatabase());


public sealed class PostgresVectorsTests() : VectorsTests(new PostgresTestDatabase());
