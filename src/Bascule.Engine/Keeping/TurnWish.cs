using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Keeping;

/// <summary>What a responses request says about keeping: read off its top-level members, without decoding the rest.</summary>
internal readonly record struct TurnWish
{
    /// <summary>The response to go on from.</summary>
    public string? Previous { get; private init; }

    /// <summary>False: the caller wants nothing kept.</summary>
    public bool Store { get; private init; }

    public bool Background { get; private init; }

    public bool Conversation { get; private init; }

    public static TurnWish Read(ReadOnlyMemory<byte> body, RequestProfile profile)
    {
        var wish = new TurnWish { Store = true };
        foreach (var member in profile.Members)
        {
            var name = body.Span[(member.NameStart + 1)..(member.NameEnd - 1)];
            var value = body.Span[member.ValueStart..member.ValueEnd];
            if (name.SequenceEqual("previous_response_id"u8) && value is [(byte)'"', .., (byte)'"'])
            {
                wish = wish with { Previous = JsonText.Unescape(value[1..^1]) };
            }
            else if (name.SequenceEqual("store"u8))
            {
                wish = wish with { Store = !value.SequenceEqual("false"u8) };
            }
            else if (name.SequenceEqual("background"u8))
            {
                wish = wish with { Background = value.SequenceEqual("true"u8) };
            }
            else if (name.SequenceEqual("conversation"u8))
            {
                wish = wish with { Conversation = !value.SequenceEqual("null"u8) };
            }
        }

        return wish;
    }

    /// <summary>The items of the input as one JSON array's inside, without brackets; a string is one message.</summary>
    public static byte[] Items(ReadOnlyMemory<byte> body, RequestProfile profile)
    {
        foreach (var member in profile.Members)
        {
            if (body.Span[(member.NameStart + 1)..(member.NameEnd - 1)].SequenceEqual("input"u8))
            {
                var value = body.Span[member.ValueStart..member.ValueEnd];
                return value[0] switch
                {
                    (byte)'[' => value[1..^1].Trim(" \t\r\n"u8).ToArray(),
                    (byte)'"' => [.. """{"type":"message","role":"user","content":[{"type":"input_text","text":"""u8, .. value, .. "}]}"u8],
                    _ => [],
                };
            }
        }

        return [];
    }

    /// <summary>The body with its input replaced, what is kept elsewhere left out and <c>store</c> off.</summary>
    /// <param name="input">The new input, or null for the caller's own.</param>
    public static byte[] Rewrite(ReadOnlyMemory<byte> body, RequestProfile profile, byte[]? input)
    {
        var written = new System.Buffers.ArrayBufferWriter<byte>(body.Length + (input?.Length ?? 0) + 32);
        using (var json = JsonWriting.To(written))
        {
            json.WriteStartObject();
            foreach (var member in profile.Members)
            {
                var name = body.Span[(member.NameStart + 1)..(member.NameEnd - 1)];
                if (name.SequenceEqual("previous_response_id"u8) || name.SequenceEqual("store"u8) || (input is not null && name.SequenceEqual("input"u8)))
                {
                    continue;
                }

                json.WritePropertyName(JsonText.Unescape(name));
                json.WriteRawValue(body.Span[member.ValueStart..member.ValueEnd], skipInputValidation: true);
            }

            if (input is not null)
            {
                json.WritePropertyName("input"u8);
                json.WriteRawValue([(byte)'[', .. input, (byte)']'], skipInputValidation: true);
            }

            json.WriteBoolean("store"u8, false);
            json.WriteEndObject();
        }

        return written.WrittenSpan.ToArray();
    }
}
