using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>
/// A value of a <see cref="JsonReading"/>, or none. The strict readers (<c>Text Integer Number Flag</c>) refuse another kind and give null for absent and for null;
/// the lenient ones (<c>As...</c>) take what can be taken and are meant for upstreams' answers.
/// </summary>
public readonly struct JsonNode(JsonReading reading, JsonElement element, JsonPath at)
{
    /// <summary>Whether there is a value other than null.</summary>
    public bool Exists => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public JsonValueKind Kind => element.ValueKind;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsArray => element.ValueKind == JsonValueKind.Array;

    public bool IsText => element.ValueKind == JsonValueKind.String;

    public string Path => at.ToString();

    /// <summary>The value's bytes as they stand in the body; absent for no value and for null.</summary>
    public RawJson Raw => Exists ? reading.RawOf(element) : default;

    /// <summary>A member; none where this is no object or has no such member. The last of duplicates counts.</summary>
    public JsonNode this[ReadOnlySpan<byte> name]
    {
        get
        {
            var found = default(JsonElement);
            if (IsObject)
            {
                foreach (var member in element.EnumerateObject())
                {
                    if (JsonText.NameEquals(JsonMarshal.GetRawUtf8PropertyName(member), name))
                    {
                        found = member.Value;
                    }
                }
            }

            return new(reading, found, reading is { HasPaths: true } ? at.Member(Encoding.UTF8.GetString(name)) : at);
        }
    }

    public string? Text => IsText ? AsText : Wrong<string?>("a string");

    public bool? Flag => AsFlag ?? Wrong<bool?>("true or false");

    public double? Number => Kind == JsonValueKind.Number && Told.TryGetDouble(out var value) ? value : Wrong<double?>("a number");

    public long? Integer => Kind == JsonValueKind.Number && AsLong is { } value ? value : Wrong<long?>("a whole number");

    public int? SmallInteger => Integer switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var value => (int)value,
        _ => Wrong<int?>("a whole number of usual size"),
    };

    /// <summary>The text, or null for any other kind.</summary>
    public string? AsText => IsText ? JsonText.Unescape(JsonMarshal.GetRawUtf8Value(Told)[1..^1]) : null;

    /// <summary>A whole number, also from <c>12.0</c> and <c>"12"</c>, or null.</summary>
    public long? AsLong
    {
        get
        {
            if (Kind is not (JsonValueKind.Number or JsonValueKind.String))
            {
                return null;
            }

            return JsonText.TryLong(JsonMarshal.GetRawUtf8Value(Told), out var value) ? value : null;
        }
    }

    public bool? AsFlag => Kind is JsonValueKind.True or JsonValueKind.False ? Told.ValueKind == JsonValueKind.True : null;

    /// <summary>Nothing is said: an empty text, list or object, or false. Asking is no reading.</summary>
    public bool IsIdle => Kind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.String => JsonMarshal.GetRawUtf8Value(element).Length == 2,
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        _ => false,
    };

    /// <summary>The text, or refused when there is none.</summary>
    public string RequiredText()
    {
        if (!Exists)
        {
            Refuse("is missing");
        }

        return Text ?? "";
    }

    /// <summary>This value, refused unless it is an object or, when <paramref name="required"/> is false, absent.</summary>
    public JsonNode ObjectHere(bool required = false)
    {
        if (!IsObject && (required || Exists))
        {
            Refuse(Exists ? $"must be an object, not {KindName}" : "is missing");
        }

        return this;
    }

    /// <summary>The items; refused where there is something else than an array, none where there is nothing.</summary>
    public IEnumerable<JsonNode> Items()
    {
        if (!IsArray)
        {
            Wrong<string?>("an array");
            yield break;
        }

        TellEmpty();

        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            yield return new(reading, item, reading.HasPaths ? at.Item(index++) : at);
        }
    }

    /// <summary>The items; none where this is no array.</summary>
    public IEnumerable<JsonNode> AsItems() => IsArray ? Items() : [];

    /// <summary>The members in order; none where this is no object.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> Members()
    {
        if (!IsObject)
        {
            yield break;
        }

        TellEmpty();

        foreach (var member in element.EnumerateObject())
        {
            var name = JsonText.Unescape(JsonMarshal.GetRawUtf8PropertyName(member));
            yield return new(name, new(reading, member.Value, at.Member(name)));
        }
    }

    /// <summary>The members, to be taken one by one, so that the rest is known.</summary>
    public JsonMembers Taking() => new(reading, this, at);

    /// <summary>Says that what was read of this value is less than it says.</summary>
    public void Blur() => reading?.Blur(element);

    /// <summary>Refuses this value: <paramref name="what"/> follows its path (<c>is missing</c>, <c>must be ...</c>).</summary>
    public void Refuse(string what) => reading.Refuse(Path, what);

    public string KindName => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>The element, which is now read.</summary>
    private JsonElement Told
    {
        get
        {
            reading?.Tell(element);
            return element;
        }
    }

    private void TellEmpty()
    {
        if (IsIdle)
        {
            reading.Tell(element);
        }
    }

    private T Wrong<T>(string wanted)
    {
        if (Exists)
        {
            Refuse($"must be {wanted}, not {KindName}");
        }

        return default!;
    }
}
