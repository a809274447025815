using Bascule.Storage.Tests.Keeping;
using Bascule.Storage.Tests.Stores;

namespace Bascule.Storage.Tests.Sqlite;

public sealed class SqliteLedgerTests() : LedgerTests(new Database());

public sealed class SqliteUsageTests() : UsageTests(new Database());

public sealed class SqliteRetentionTests() : RetentionTests(new Database());

public sealed class SqliteDrainTests() : DrainTests(new Database());

public sealed class SqliteColumnTests() : EveryColumnTests(new Database());

public sealed class SqliteResponsesTests() : ResponsesTests(new Database());

public sealed class SqliteErasureTests() : ErasureTests(new Database());

public sealed class SqliteContentTests() : ContentKeeperTests(new Database());

public sealed class SqliteKeysTests() : KeyTests(new Database());

public sealed class SqliteVectorsTests() : VectorsTests(new Database());
