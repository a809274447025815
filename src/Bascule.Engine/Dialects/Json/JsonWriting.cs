using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Writing JSON with nothing escaped that need not be, and members left out when they have no value.</summary>
public static class JsonWriting
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    public static Utf8JsonWriter To(IBufferWriter<byte> into) => new(into, Options);

    public static void OptionalText(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void OptionalFlag(this Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }

    public static void OptionalInteger(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public static void OptionalNumber(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A value byte for byte as it was read; left out when absent.</summary>
    public static void OptionalRaw(this Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (!value.IsAbsent)
        {
            json.WritePropertyName(name);
            json.Raw(value);
        }
    }

    /// <summary>A value byte for byte as it was read; it must not be absent.</summary>
    public static void Raw(this Utf8JsonWriter json, RawJson value) => json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);

    /// <summary>The members that only <paramref name="dialect"/> understands.</summary>
    public static void Foreign(this Utf8JsonWriter json, IReadOnlyList<ForeignField> fields, string dialect)
    {
        foreach (var field in fields)
        {
            if (field.Dialect == dialect && !field.Value.IsAbsent)
            {
                json.WritePropertyName(field.Name);
                json.Raw(field.Value);
            }
        }
    }

    /// <summary>The same value on one line: an event's data must hold no line end.</summary>
    public static RawJson OneLine(RawJson value)
    {
        var from = value.Utf8.Span;
        if (from.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return value;
        }

        // Within a JSON string there is no raw line end, so every one found stands between tokens.
        var kept = new byte[from.Length];
        var count = 0;
        foreach (var one in from)
        {
            if (one is not ((byte)'\n' or (byte)'\r'))
            {
                kept[count++] = one;
            }
        }

        return new RawJson(kept.AsMemory(0, count));
    }
}
