using System.Buffers.Binary;
using System.Globalization;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>
/// The ledger's months. They are made ahead; where that could not be done, rows go to <c>ledger_other</c>, and move when their month is made.
/// </summary>
internal sealed class PostgresPartitions(PostgresPool pool, TimeProvider time)
{
    /// <summary>Rows of other months come from a clock that is wrong.</summary>
    private const int MonthsBack = 1;

    /// <summary>Where a month can't be made, rows have a place all the same: it is not tried with each batch.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly HashSet<DateOnly> _known = [];    // a month more each month
    private DateTimeOffset _notBefore;

    private DateOnly ThisMonth => time.GetUtcNow().UtcDateTime is var now ? new DateOnly(now.Year, now.Month, 1) : default;

    /// <summary>Makes the months of these ids, this one and the next, those that are missing. Never throws for what a later try may do.</summary>
    public async Task EnsureAsync(IEnumerable<Guid> ids, CancellationToken cancel)
    {
        var now = ThisMonth;
        DateOnly[] missing = [.. ids.Select(MonthOf).OfType<DateOnly>().Where(month => month >= now.AddMonths(-MonthsBack) && month <= now.AddMonths(1)).Concat([now, now.AddMonths(1)]).Distinct().Where(month => !_known.Contains(month))];
        if (missing.Length == 0 || time.GetUtcNow() < _notBefore)
        {
            return;
        }

        try
        {
            foreach (var month in missing)
            {
                await MakeAsync(month, cancel);
                _known.Add(month);
            }
        }
        catch (PostgresException)
        {
            _notBefore = time.GetUtcNow() + Pause;    // its lock is held by somebody, or the right to make tables was taken away
        }
    }

    /// <summary>Another database may stand at the address now.</summary>
    public void Forget() => _known.Clear();

    public static string NameOf(DateOnly month) => string.Create(CultureInfo.InvariantCulture, $"ledger_{month.Year:0000}_{month.Month:00}");

    /// <summary>The month of a partition's name, or null.</summary>
    public static DateOnly? MonthOf(string name) =>
        DateOnly.TryParseExact(name.Replace("ledger_", "", StringComparison.Ordinal), "yyyy_MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : null;

    /// <summary>The month that an id says it was made in; null: it is no UUIDv7.</summary>
    internal static DateOnly? MonthOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        if (bytes[6] >> 4 != 7)
        {
            return null;
        }

        var at = DateTimeOffset.UnixEpoch.AddMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
        return new DateOnly(at.Year, at.Month, 1);
    }

    /// <summary>The least id of a month.</summary>
    internal static Guid FirstOf(DateOnly month)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, new DateTimeOffset(month.Year, month.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private Task<bool> MakeAsync(DateOnly month, CancellationToken cancel) => pool.WriteAsync(
        async connection =>
        {
            var name = NameOf(month);
            var (from, to) = (FirstOf(month), FirstOf(month.AddMonths(1)));
            await PostgresText.ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({PostgresSchema.Lock})", cancel);
            if (await PostgresText.HasTableAsync(connection, name, cancel))
            {
                return true;
            }

            // Attached and not made in its place: that would hold up whoever reads the ledger, and wait for him.
            await PostgresText.ExecuteAsync(
                connection,
                $"""
                CREATE TABLE {name} (LIKE ledger INCLUDING ALL);
                LOCK TABLE ledger_other IN ACCESS EXCLUSIVE MODE;
                WITH moved AS (DELETE FROM ledger_other WHERE id >= '{from}' AND id < '{to}' RETURNING *) INSERT INTO {name} SELECT * FROM moved;
                ALTER TABLE ledger ATTACH PARTITION {name} FOR VALUES FROM ('{from}') TO ('{to}');
                """,
                cancel);
            return true;
        },
        cancel);
}
