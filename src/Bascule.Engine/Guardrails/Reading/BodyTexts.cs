using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>
/// Walks every text of a JSON request, whatever its dialect: all strings, the names of members that are the caller's own, long numbers, and the strings of JSON within a string (tool arguments). Left out is
/// only what the tables of <see cref="MemberKinds"/> name and what looks like it. A text without escapes is the body's own bytes; nothing is allocated but rented buffers.
/// </summary>
/// <param name="body">A body that <see cref="Dialects.Json.RequestScan"/> let through.</param>
public ref struct BodyTexts(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private OpenFrames _frames = default;
    private JsonTokens _outer = new(body);
    private JsonTokens _inner;
    private byte[]? _decoded;
    private byte[]? _innerDecoded;
    private int _decodedLength;
    private int _innerStart, _innerEnd;
    private EscapeCursor _innerPlace, _outerSought, _innerSought;
    private int _own;
    private MemberKind _kind;
    private bool _escaped, _encoded, _nested, _innerEscaped, _innerIsNumber;

    /// <summary>The text that the walk stands on, decoded, as UTF-8; good until the next <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    public TextForm Form { get; private set; }

    /// <summary>Where its bytes begin in the body: within the quotes where it is a string.</summary>
    public int Start { get; private set; }

    /// <summary>The byte after them.</summary>
    public int End { get; private set; }

    /// <summary>What was met so far that is no text.</summary>
    public UnreadableParts Unreadable { get; private set; }

    /// <summary>Goes to the next text. False: there is none left.</summary>
    public bool Next()
    {
        while (true)
        {
            if (_nested)
            {
                if (NextInner())
                {
                    return true;
                }

                _nested = false;
            }

            switch (_outer.Read())
            {
                case JsonToken.Name when TakeName():
                case JsonToken.Text when TakeText():
                case JsonToken.Number when TakeNumber():
                    return true;
                case JsonToken.Open:
                    _frames[_outer.Depth] = new Frame(_outer.Start, _kind);
                    _own = _own == 0 && _kind == MemberKind.Own ? _outer.Depth : _own;
                    break;
                case JsonToken.Close:
                    _kind = _frames[_outer.Depth].Kind;
                    _own = _outer.Depth < _own ? 0 : _own;
                    break;
                case JsonToken.Broken:
                    Unreadable |= UnreadableParts.Rest;    // what is not understood is not called harmless
                    return false;
                case JsonToken.End:
                    return false;
            }
        }
    }

    /// <summary>Of an <see cref="TextForm.Encoded"/> text: all that was encoded with it.</summary>
    public readonly ReadOnlySpan<byte> Document => _encoded ? _decoded.AsSpan(0, _decodedLength) : default;

    /// <summary>How the text is written in its document.</summary>
    public readonly TextForm DocumentForm => !_nested ? TextForm.Plain : _innerIsNumber ? TextForm.Number : TextForm.Json;

    /// <summary>Where a part of <see cref="Text"/> stands in the body. Parts that are asked for in order cost one walk over the text.</summary>
    /// <param name="start">Its first byte in the text.</param>
    /// <param name="length">Its bytes in the text.</param>
    public (int Start, int End) Locate(int start, int length)
    {
        if (Form is TextForm.Encoded or TextForm.Number or TextForm.NumberInJson)
        {
            return (Start, End);
        }

        var (from, to) = LocateInDocument(start, length);
        var raw = _body[_outer.Start.._outer.End];
        return (_outer.Start + Raw(ref _outerSought, raw, from, _escaped), _outer.Start + Raw(ref _outerSought, raw, to, _escaped));
    }

    /// <summary>Where a part of <see cref="Text"/> stands in its <see cref="Document"/>.</summary>
    public (int Start, int End) LocateInDocument(int start, int length)
    {
        if (!_nested)
        {
            return (start, start + length);
        }

        if (_innerIsNumber)
        {
            return (_innerStart, _innerEnd);
        }

        var raw = _decoded.AsSpan(_innerStart, _innerEnd - _innerStart);
        return (_innerStart + Raw(ref _innerSought, raw, start, _innerEscaped), _innerStart + Raw(ref _innerSought, raw, start + length, _innerEscaped));
    }

    /// <summary>The place of the text in words of the dialects, e.g. <c>messages[2].content</c>; never a word of the caller's.</summary>
    public readonly string Place() => PlacePath.Of(_body, Start);

    /// <summary>Gives the rented buffers back.</summary>
    public void Dispose()
    {
        Text = default;
        Return(ref _decoded);
        Return(ref _innerDecoded);
    }

    private static int Raw(ref EscapeCursor cursor, ReadOnlySpan<byte> raw, int at, bool escaped) => escaped ? cursor.RawOffset(raw, at) : at;

    private bool TakeName()
    {
        var name = _body[_outer.Start.._outer.End];
        _kind = _own == 0 && !_outer.Escaped ? MemberKinds.Of(name, _outer.Depth == 1) : MemberKind.Text;
        if (name.IsEmpty || (!_outer.Escaped && (_own > 0 ? MemberKinds.IsSchemaWord(name) : ValueShape.IsPlainName(name))))
        {
            return false;
        }

        Decode(name);
        return Yield(TextForm.Json);
    }

    private bool TakeNumber()
    {
        var number = _body[_outer.Start.._outer.End];
        if (_own == 0 && _kind is MemberKind.Tokens or MemberKind.Count)
        {
            Unreadable |= _kind == MemberKind.Tokens ? UnreadableParts.Tokens : UnreadableParts.None;
            return false;
        }

        if (!ValueShape.MayBeText(number))
        {
            return false;
        }

        (_escaped, _encoded) = (false, false);
        Text = number;
        return Yield(TextForm.Number);
    }

    private bool TakeText()
    {
        var raw = _body[_outer.Start.._outer.End];
        if (raw.IsEmpty)
        {
            return false;
        }

        Decode(raw);
        if (MediaText.TryDataUrl(Text, out var type, out var isBase64, out var data))
        {
            return TakeDataUrl(type, isBase64, data);
        }

        return (_own > 0 || _kind == MemberKind.Text || IsText()) && Yield(TextForm.Json);
    }

    /// <summary>Whether what stands in a member of a known name is text after all; notes what cannot be read.</summary>
    private bool IsText()
    {
        switch (_kind)
        {
            case MemberKind.Label:
                return !ValueShape.IsLabel(Text);
            case MemberKind.Id or MemberKind.Model:
                return !ValueShape.IsId(Text);
            case MemberKind.Sealed:
                return !ValueShape.IsBase64(Text);
            case MemberKind.FileId:
                Unreadable |= UnreadableParts.File;
                return !ValueShape.IsId(Text);
            case MemberKind.ImageUrl or MemberKind.AudioUrl or MemberKind.FileUrl:
                Unreadable |= _kind == MemberKind.ImageUrl ? UnreadableParts.Image : _kind == MemberKind.AudioUrl ? UnreadableParts.Audio : UnreadableParts.File;
                return true;    // an address may hold a name or a password
            case MemberKind.Images or MemberKind.Audio:
                Unreadable |= _kind == MemberKind.Audio ? UnreadableParts.Audio : UnreadableParts.Image;
                return !ValueShape.IsBase64(Text);
            case MemberKind.Url:
                Unreadable |= MediaText.OfAddress(Around(0).Kind, Around(0).Kind == MemberKind.Source ? OpenFrames.TypeOf(ref Around(1), _body) : default);
                return true;
            case MemberKind.Data:
                return TakeData();
            default:
                return true;
        }
    }

    private bool TakeData()
    {
        ref var around = ref Around(0);
        var type = OpenFrames.TypeOf(ref around, _body);
        var media = OpenFrames.MediaOf(ref around, _body);
        var outer = around.Kind == MemberKind.Source && media.IsEmpty ? OpenFrames.TypeOf(ref Around(1), _body) : default;
        var (parts, isText) = MediaText.OfData(around.Kind, type, media, outer, Text);
        if (isText && parts != UnreadableParts.None && DecodeBase64(Text))
        {
            return true;
        }

        Unreadable |= parts;
        return isText;
    }

    private bool TakeDataUrl(ReadOnlySpan<byte> type, bool isBase64, ReadOnlySpan<byte> data)
    {
        var saysText = type.IsEmpty || ValueShape.IsTextType(type);
        if (saysText && isBase64 && DecodeBase64(data))
        {
            return Yield(TextForm.Json);
        }

        Unreadable |= saysText && !isBase64 ? UnreadableParts.None : ValueShape.KindOf(type);
        return !(isBase64 && ValueShape.IsBase64(data)) && Yield(TextForm.Json);    // what it only says it is may be words
    }

    /// <summary>The frame of the object or array that the walk stands in, or of one further out.</summary>
    [UnscopedRef]
    private ref Frame Around(int further) => ref _frames[Math.Max(_outer.Depth - further, 0)];

    private void Decode(ReadOnlySpan<byte> raw)
    {
        (_escaped, _encoded) = (_outer.Escaped, false);
        (_innerPlace, _outerSought) = (default, default);
        Text = raw;
        if (_escaped)
        {
            Rent(ref _decoded, raw.Length);
            _decodedLength = JsonEscapes.Decode(raw, _decoded);
            Text = _decoded.AsSpan(0, _decodedLength);
        }
    }

    /// <summary>Takes the text out of its base64. False: it is none, or none of UTF-8.</summary>
    private bool DecodeBase64(ReadOnlySpan<byte> encoded)
    {
        // In one buffer: what was decoded before may be what is decoded now, and goes first.
        Rent(ref _innerDecoded, encoded.Length);
        if (!MediaText.TryText(encoded, _innerDecoded, out var length))
        {
            return false;
        }

        (_decoded, _innerDecoded) = (_innerDecoded, _decoded);
        (_encoded, _decodedLength) = (true, length);
        Text = _decoded.AsSpan(0, length);
        return true;
    }

    /// <summary>Stands on the text, or on the first one within it where it is JSON.</summary>
    private bool Yield(TextForm form)
    {
        (Start, End) = (_outer.Start, _outer.End);
        Form = _encoded ? TextForm.Encoded : form;
        if ((_escaped || _encoded) && MediaText.IsJson(Text))
        {
            _inner = new JsonTokens(Text);
            _nested = true;
            if (NextInner())
            {
                return true;
            }

            _nested = false;
            return false;
        }

        return !Text.IsEmpty;
    }

    private bool NextInner()
    {
        var outer = _decoded.AsSpan(0, _decodedLength);
        while (true)
        {
            var token = _inner.Read();
            if (token is JsonToken.End or JsonToken.Broken)
            {
                return false;
            }

            var raw = outer[_inner.Start.._inner.End];
            var counts = token switch
            {
                JsonToken.Name => !MemberKinds.IsSchemaWord(raw),
                JsonToken.Text => true,
                JsonToken.Number => ValueShape.MayBeText(raw),
                _ => false,
            };
            if (!counts || raw.IsEmpty)
            {
                continue;
            }

            _innerIsNumber = token == JsonToken.Number;
            (_innerStart, _innerEnd, _innerEscaped) = (_inner.Start, _inner.End, !_innerIsNumber && _inner.Escaped);
            _innerSought = default;
            Text = raw;
            if (_innerEscaped)
            {
                Rent(ref _innerDecoded, raw.Length);
                Text = _innerDecoded.AsSpan(0, JsonEscapes.Decode(raw, _innerDecoded));
            }

            Form = _encoded ? TextForm.Encoded : _innerIsNumber ? TextForm.NumberInJson : TextForm.JsonInJson;
            if (!_encoded)
            {
                PlaceInner();
            }

            if (MediaText.TryDataUrl(Text, out var type, out var isBase64, out var data) && isBase64)
            {
                Unreadable |= ValueShape.KindOf(type);
                if (ValueShape.IsBase64(data))
                {
                    continue;
                }
            }

            return true;
        }
    }

    /// <summary>The tokens of a text stand one behind the other: the walk over its escapes goes on where it stood.</summary>
    private void PlaceInner()
    {
        var raw = _body[_outer.Start.._outer.End];
        Start = _outer.Start + Raw(ref _innerPlace, raw, _innerStart, _escaped);
        _outerSought = _innerPlace;
        var end = _innerPlace;
        End = _outer.Start + Raw(ref end, raw, _innerEnd, _escaped);
    }

    private static void Rent([NotNull] ref byte[]? buffer, int least)
    {
        if (buffer is null || buffer.Length < least)
        {
            Return(ref buffer);
            buffer = ArrayPool<byte>.Shared.Rent(least);
        }
    }

    private static void Return(ref byte[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }
}
