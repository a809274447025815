using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>Vectors as numbers and as base64. Numbers that stay numbers keep their digits; only where the form changes are they read as 32-bit floats.</summary>
internal static class VectorText
{
    private const int FloatBytes = sizeof(float);

    private static readonly Failure NotFloats = new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream's vectors are no 32-bit floats.");

    /// <summary>A vector of an answer; null: it is neither numbers nor base64.</summary>
    public static EmbeddingVector? Read(JsonNode node) => node.IsArray
        ? node.AsItems().All(item => item.Kind == JsonValueKind.Number) ? new(node.Raw) : null
        : node.AsText is { } text ? new(default, text) : null;

    /// <summary>How many numbers it has.</summary>
    public static long Length(EmbeddingVector vector)
    {
        if (vector.Base64 is { } text)
        {
            return Decode(text)?.Length / FloatBytes ?? 0;
        }

        var reader = new Utf8JsonReader(vector.Numbers.Utf8.Span);
        long count = 0;
        while (reader.Read())
        {
            count += reader.TokenType == JsonTokenType.Number ? 1 : 0;
        }

        return count;
    }

    /// <summary>Writes it as an array of numbers.</summary>
    public static Failure? WriteNumbers(Utf8JsonWriter json, EmbeddingVector vector)
    {
        if (vector.Base64 is not { } text)
        {
            json.Raw(vector.Numbers);
            return null;
        }

        if (Decode(text) is not { } bytes)
        {
            return NotFloats;
        }

        json.WriteStartArray();
        for (var at = 0; at < bytes.Length; at += FloatBytes)
        {
            var number = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at));
            if (!float.IsFinite(number))
            {
                return NotFloats;
            }

            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>Writes it as base64.</summary>
    public static Failure? WriteBase64(Utf8JsonWriter json, EmbeddingVector vector)
    {
        if (vector.Base64 is { } text)
        {
            json.WriteStringValue(text);
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>(4096);
        var reader = new Utf8JsonReader(vector.Numbers.Utf8.Span);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.Number)
            {
                continue;
            }

            if (!reader.TryGetSingle(out var number) || !float.IsFinite(number))
            {
                return NotFloats;
            }

            BinaryPrimitives.WriteSingleLittleEndian(bytes.GetSpan(FloatBytes), number);
            bytes.Advance(FloatBytes);
        }

        json.WriteBase64StringValue(bytes.WrittenSpan);
        return null;
    }

    /// <summary>Its numbers; null: they are no 32-bit floats, or too many.</summary>
    /// <param name="most">More than any use has.</param>
    public static float[]? Floats(EmbeddingVector vector, int most)
    {
        var floats = new List<float>();
        if (vector.Base64 is { } text)
        {
            var bytes = Decode(text) ?? [];
            for (var at = 0; at < bytes.Length && floats.Count <= most; at += FloatBytes)
            {
                floats.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at)));
            }
        }
        else
        {
            var reader = new Utf8JsonReader(vector.Numbers.Utf8.Span);
            while (reader.Read() && floats.Count <= most)
            {
                if (reader.TokenType == JsonTokenType.Number)
                {
                    floats.Add(reader.TryGetSingle(out var number) ? number : float.NaN);
                }
            }
        }

        return floats.Count == 0 || floats.Count > most || !floats.TrueForAll(float.IsFinite) ? null : [.. floats];
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[(text.Length * 3 / 4) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) && length % FloatBytes == 0 ? bytes[..length] : null;
    }
}
