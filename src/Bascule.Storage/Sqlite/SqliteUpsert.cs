using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bascule.Storage.Sqlite;

/// <summary>
/// The one prepared statement that writes rows. SqliteCommand looks each of the some forty parameters up by name and boxes its value for every row,
/// and the drain's thread took 13 µs of CPU a request; bound by place, as bytes that are made in one array, it takes 8.
/// </summary>
internal sealed class SqliteUpsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly ArrayBufferWriter<byte> _bytes = new(512);
    private readonly Utf8JsonWriter _json;
    private int _place;

    public SqliteUpsert(SqliteConnection writer)
    {
        _database = writer.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, SqliteRows.Upsert, out _statement), _database);
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Writes one row, inside the connection's transaction.</summary>
    /// <exception cref="SqliteException">It was not taken.</exception>
    public void Run(LedgerRow row)
    {
        _place = 0;
        raw.sqlite3_clear_bindings(_statement);
        SqliteRows.Bind(this, row);
        var stepped = raw.sqlite3_step(_statement);
        var reset = raw.sqlite3_reset(_statement);
        SqliteException.ThrowExceptionForRC(stepped == raw.SQLITE_DONE ? reset : stepped, _database);
    }

    /// <summary>Binds the next column; null needs no call, the bindings were cleared.</summary>
    public void Add(string? value)
    {
        _place++;
        if (value is "")
        {
            // Of no bytes at all the binding would make a null.
            Check(raw.sqlite3_bind_text(_statement, _place, value));
        }
        else if (value is not null)
        {
            _bytes.ResetWrittenCount();
            Encoding.UTF8.GetBytes(value, _bytes);
            Check(raw.sqlite3_bind_text(_statement, _place, _bytes.WrittenSpan));
        }
    }

    public void Add(Digest? value)
    {
        _place++;
        if (value is { } digest)
        {
            Span<byte> hex = stackalloc byte[Digest.HexLength];
            digest.Write(hex);
            Check(raw.sqlite3_bind_text(_statement, _place, hex));
        }
    }

    public void Add(long? value)
    {
        _place++;
        if (value is { } number)
        {
            Check(raw.sqlite3_bind_int64(_statement, _place, number));
        }
    }

    public void Add(bool? value) => Add(value is { } flag ? flag ? 1L : 0L : null);

    public void Add<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        _place++;
        _bytes.ResetWrittenCount();
        _json.Reset();
        write(_json, value);
        _json.Flush();
        Check(raw.sqlite3_bind_text(_statement, _place, _bytes.WrittenSpan));
    }

    public void Dispose()
    {
        _statement.Dispose();
        _json.Dispose();
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
