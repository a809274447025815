using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Caching.Keys;

/// <summary>
/// Hashes values so that no two sequences of them give the same bytes: each says its kind, and where it ends. SHA-256, because whoever shares a cache may want to hit
/// another's entry, and because durable entries are found again by it.
/// </summary>
internal sealed class KeyHash : IDisposable
{
    private const int MaxDepth = 256;

    private const int Room = 2048;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Room);
    private IncrementalHash? _hash;    // only where the buffer does not do: most keys are short
    private int _used;

    private enum Kind : byte
    {
        Null = 1,
        Text,
        Number,
        Real,
        True,
        False,
        Bytes,
        List,
        Json,
        NoJson,
        ObjectBegins,
        ObjectEnds,
        ArrayBegins,
        ArrayEnds,
        Digits,
        Mark,
    }

    /// <summary>The hash of what was told since the last one.</summary>
    public Digest Finish()
    {
        if (_hash is null)
        {
            var digest = Digest.Of(_buffer.AsSpan(0, _used));
            _used = 0;
            return digest;
        }

        Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        return Digest.From(hash);
    }

    /// <summary>What follows is of this kind; a place of its own in the sequence.</summary>
    public void Mark(byte what)
    {
        Put(Kind.Mark);
        Write([what]);
    }

    public void List(int count)
    {
        Put(Kind.List);
        Length(count);
    }

    /// <summary>As UTF-16, which no two texts have in common; UTF-8 would give every lone surrogate the same bytes.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Put(Kind.Null);
            return;
        }

        Put(Kind.Text);
        Length(text.Length);
        Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    public void Number(long? value)
    {
        if (value is null)
        {
            Put(Kind.Null);
            return;
        }

        Put(Kind.Number);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Value);
        Write(bytes);
    }

    public void Real(double? value)
    {
        if (value is null)
        {
            Put(Kind.Null);
            return;
        }

        Put(Kind.Real);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value.Value + 0.0);    // -0 is 0
        Write(bytes);
    }

    public void Flag(bool? value) => Put(value switch { null => Kind.Null, true => Kind.True, false => Kind.False });

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Put(Kind.Bytes);
        Length(bytes.Length);
        Write(bytes);
    }

    /// <summary>A JSON value without what its spelling adds: white space, escapes. The order of members stays, because models answer in the order of a schema.</summary>
    public void Json(RawJson json)
    {
        if (json.IsAbsent)
        {
            Put(Kind.Null);
            return;
        }

        if (IsJson(json.Utf8.Span))
        {
            Put(Kind.Json);
            Tokens(json.Utf8.Span);
        }
        else
        {
            Put(Kind.NoJson);
            Length(json.Utf8.Length);
            Write(json.Utf8.Span);
        }
    }

    public void Dispose()
    {
        _hash?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static bool IsJson(ReadOnlySpan<byte> json)
    {
        var reader = Reader(json);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    private void Tokens(ReadOnlySpan<byte> json)
    {
        var reader = Reader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    Put(Kind.ObjectBegins);
                    break;
                case JsonTokenType.EndObject:
                    Put(Kind.ObjectEnds);
                    break;
                case JsonTokenType.StartArray:
                    Put(Kind.ArrayBegins);
                    break;
                case JsonTokenType.EndArray:
                    Put(Kind.ArrayEnds);
                    break;
                case JsonTokenType.PropertyName or JsonTokenType.String:
                    Text(JsonText.Unescape(reader.ValueSpan));
                    break;
                case JsonTokenType.Number:
                    Put(Kind.Digits);
                    Length(reader.ValueSpan.Length);
                    Write(reader.ValueSpan);
                    break;
                default:
                    Flag(reader.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null });
                    break;
            }
        }
    }

    private void Put(Kind kind) => Write([(byte)kind]);

    private void Length(int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        Write(bytes);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                Hashing.AppendData(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private IncrementalHash Hashing => _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private void Flush()
    {
        Hashing.AppendData(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
