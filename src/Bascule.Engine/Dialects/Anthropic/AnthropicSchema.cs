using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Anthropic takes only schemas whose objects say that they have no other members. What such a one allows, the one that does not say so allows too.</summary>
internal static class AnthropicSchema
{
    /// <summary>As deep as what is written may be.</summary>
    private const int MaxDepth = 512;

    /// <summary>Another member always follows: the type.</summary>
    private static ReadOnlySpan<byte> Closing => "\"additionalProperties\":false,"u8;

    /// <summary>The schema byte for byte, with the word in each object that lacks it.</summary>
    public static RawJson Closed(RawJson schema)
    {
        var open = OpenObjects(schema.Utf8.Span);
        if (open.Count == 0)
        {
            return schema;
        }

        var bytes = schema.Utf8.Span;
        var closed = new List<byte>(bytes.Length + (open.Count * Closing.Length));
        var from = 0;
        foreach (var at in open)
        {
            closed.AddRange(bytes[from..at]);
            closed.AddRange(Closing);
            from = at;
        }

        closed.AddRange(bytes[from..]);
        return new RawJson(closed.ToArray());
    }

    /// <summary>Where the members of each object schema begin that does not say whether others may come, in order.</summary>
    private static List<int> OpenObjects(ReadOnlySpan<byte> schema)
    {
        var (found, levels) = (new List<int>(), new Stack<(int At, bool IsObject, bool Says)>());
        var json = new Utf8JsonReader(schema, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
        var isType = false;
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    levels.Push(((int)json.BytesConsumed, false, false));
                    break;
                case JsonTokenType.PropertyName:
                    isType = json.ValueTextEquals("type"u8);
                    if (json.ValueTextEquals("additionalProperties"u8))
                    {
                        levels.Push(levels.Pop() with { Says = true });
                    }

                    continue;
                case JsonTokenType.String when isType && json.ValueTextEquals("object"u8):
                    levels.Push(levels.Pop() with { IsObject = true });
                    break;
                case JsonTokenType.EndObject:
                    var level = levels.Pop();
                    if (level is { IsObject: true, Says: false })
                    {
                        found.Add(level.At);
                    }

                    break;
            }

            isType = false;
        }

        found.Sort();
        return found;
    }
}
