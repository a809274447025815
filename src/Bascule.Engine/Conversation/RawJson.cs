using System.Text;

namespace Bascule.Engine.Conversation;

/// <summary>A JSON value kept as its bytes, so that it is written again exactly as it was read. Empty: absent.</summary>
public readonly struct RawJson(ReadOnlyMemory<byte> utf8) : IEquatable<RawJson>
{
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    public bool IsAbsent => Utf8.IsEmpty;

    public static RawJson FromText(string json) => new(Encoding.UTF8.GetBytes(json));

    public bool Equals(RawJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    public static bool operator ==(RawJson left, RawJson right) => left.Equals(right);

    public static bool operator !=(RawJson left, RawJson right) => !left.Equals(right);
}
