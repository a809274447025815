using System.Runtime.CompilerServices;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>An object or array that is open: where it begins and what its member is.</summary>
internal record struct Frame(int Start, MemberKind Kind)
{
    /// <summary>What it says of itself; null: nobody has asked yet.</summary>
    public Siblings? Siblings { get; set; }
}

/// <summary>Where an object says what it is: under <c>type</c>, and under the name that its dialect has for a media type.</summary>
internal readonly record struct Siblings(int TypeStart, int TypeEnd, int MediaStart, int MediaEnd)
{
    /// <summary>Reads the object that begins at <paramref name="at"/>; an array says nothing.</summary>
    public static Siblings Of(ReadOnlySpan<byte> body, int at)
    {
        var found = default(Siblings);
        var tokens = new JsonTokens(body, at);
        if (body[at] != '{' || tokens.Read() != JsonToken.Open)
        {
            return found;
        }

        while (tokens.Read() == JsonToken.Name)
        {
            var name = body[tokens.Start..tokens.End];
            var value = tokens.Read();
            if (value == JsonToken.Open && !tokens.SkipOpened())
            {
                break;
            }

            if (value != JsonToken.Text)
            {
                continue;
            }

            if (found.TypeEnd == 0 && name.SequenceEqual("type"u8))
            {
                found = found with { TypeStart = tokens.Start, TypeEnd = tokens.End };
            }
            else if (found.MediaEnd == 0 && (name.SequenceEqual("media_type"u8) || name.SequenceEqual("mimeType"u8) || name.SequenceEqual("mime_type"u8)))
            {
                found = found with { MediaStart = tokens.Start, MediaEnd = tokens.End };
            }
        }

        return found;
    }
}

/// <summary>All that may be open at once. Each is read for its siblings once, however many of its members ask.</summary>
[InlineArray(JsonTokens.MaxDepth + 1)]
internal struct OpenFrames
{
    private Frame _first;

    public static ReadOnlySpan<byte> TypeOf(ref Frame frame, ReadOnlySpan<byte> body)
    {
        var said = frame.Siblings ??= Siblings.Of(body, frame.Start);
        return body[said.TypeStart..said.TypeEnd];
    }

    public static ReadOnlySpan<byte> MediaOf(ref Frame frame, ReadOnlySpan<byte> body)
    {
        var said = frame.Siblings ??= Siblings.Of(body, frame.Start);
        return body[said.MediaStart..said.MediaEnd];
    }
}
