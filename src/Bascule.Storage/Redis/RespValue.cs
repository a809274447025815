using System.Text;

namespace Bascule.Storage.Redis;

/// <summary>What a reply is.</summary>
internal enum RespKind : byte
{
    /// <summary>None came in time, or Redis is not there.</summary>
    Lost,
    Null,
    Status,
    Error,
    Integer,
    Bytes,
    Items,
}

/// <summary>One reply of Redis. It owns its bytes.</summary>
internal readonly struct RespValue
{
    private readonly object? _held;

    private RespValue(RespKind kind, long integer, object? held) => (Kind, Integer, _held) = (kind, integer, held);

    public static RespValue Lost => default;

    public static RespValue Null { get; } = new(RespKind.Null, 0, null);

    public RespKind Kind { get; }

    /// <summary>The number; 0 where it is none.</summary>
    public long Integer { get; }

    public bool IsLost => Kind == RespKind.Lost;

    /// <summary>It was lost, or refused.</summary>
    public bool Failed => Kind is RespKind.Lost or RespKind.Error;

    public byte[] Bytes => _held as byte[] ?? [];

    public RespValue[] Items => _held as RespValue[] ?? [];

    /// <summary>A status, an error or short bytes as text.</summary>
    public string Text => _held as string ?? (_held is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "");

    public static RespValue Of(long integer) => new(RespKind.Integer, integer, null);

    public static RespValue Of(byte[] bytes) => new(RespKind.Bytes, 0, bytes);

    public static RespValue Of(RespValue[] items) => new(RespKind.Items, 0, items);

    public static RespValue Status(string text) => new(RespKind.Status, 0, text);

    public static RespValue Error(string text) => new(RespKind.Error, 0, text);

    /// <summary>An error that begins with this word.</summary>
    public bool IsError(string word) => Kind == RespKind.Error && Text.StartsWith(word, StringComparison.Ordinal);
}
