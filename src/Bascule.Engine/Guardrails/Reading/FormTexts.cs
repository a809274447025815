using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;
using Bascule.Engine.Dialects.Forms;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>Walks the texts of a form that was read to its end: its fields, its files' names, and files that are text.</summary>
/// <param name="body">What <see cref="Dialects.Forms.FormScan"/> let through.</param>
/// <param name="boundary">What sets its parts off.</param>
public ref struct FormTexts(ReadOnlySpan<byte> body, string boundary)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly byte[] _delimiter = Encoding.ASCII.GetBytes("--" + boundary);
    private (int Start, int End) _value;
    private int _at;
    private string _field = "";
    private bool _begun, _hasValue;

    public ReadOnlySpan<byte> Text { get; private set; }

    public TextForm Form { get; private set; }

    public int Start { get; private set; }

    public int End { get; private set; }

    public UnreadableParts Unreadable { get; private set; }

    /// <summary>Goes to the next text: each part's name and file name, then what it holds.</summary>
    public bool Next()
    {
        while (true)
        {
            if (_hasValue)
            {
                _hasValue = false;
                if (_value.End > _value.Start)
                {
                    return Stand(TextForm.Plain, _value.Start, _value.End);
                }
            }

            if (!NextPart(out var head))
            {
                return false;
            }

            var heading = _body[head.Start..head.End];
            var (part, trouble) = FormPart.Read(Encoding.UTF8.GetString(heading));
            var isFile = part.IsFile || trouble is not null;
            var value = _body[_value.Start.._value.End];
            _field = trouble is null && Fields.Contains(part.Name) ? part.Name : "*";
            var isText = IsText(heading, value, isFile);
            _hasValue = isText && (_field != "model" || isFile);
            Unreadable |= isText ? UnreadableParts.None : KindOf(heading);
            if (isFile || _field == "*")
            {
                return Stand(TextForm.Fixed, head.Start, head.End);
            }
        }
    }

    public readonly (int Start, int End) Locate(int start, int length) => (Start + start, Start + start + length);

    public readonly string Place() => Form == TextForm.Fixed ? "form.filename" : $"form.{_field}";

    private bool Stand(TextForm form, int start, int end)
    {
        (Form, Start, End) = (form, start, end);
        Text = _body[start..end];
        return true;
    }

    private bool NextPart(out (int Start, int End) head)
    {
        head = default;
        if (!_begun)
        {
            _begun = true;
            var first = _body.IndexOf(_delimiter);
            _at = first < 0 ? _body.Length : first + _delimiter.Length;
        }

        if (_at >= _body.Length || _body[_at..].StartsWith("--"u8))
        {
            return false;
        }

        var line = _body[_at..].IndexOf("\r\n"u8);
        var start = _at + line + 2;
        var blank = line < 0 ? -1 : _body[(start - 2)..].IndexOf("\r\n\r\n"u8);
        if (blank < 0)
        {
            Unreadable |= UnreadableParts.Rest;
            return false;
        }

        head = (start, Math.Max(start, start - 2 + blank));
        var from = start + 2 + blank;
        Span<byte> next = stackalloc byte[_delimiter.Length + 2];
        "\r\n"u8.CopyTo(next);
        _delimiter.CopyTo(next[2..]);
        var to = _body[(from - 2)..].IndexOf(next);    // an empty part's delimiter begins with the line's end before it
        if (to < 0)
        {
            Unreadable |= UnreadableParts.Rest;
            return false;
        }

        _value = (from, Math.Max(from, from - 2 + to));
        _at = from - 2 + to + next.Length;
        return true;
    }

    /// <summary>A field is text; a file where it says so. Neither is it in another encoding.</summary>
    private static bool IsText(ReadOnlySpan<byte> head, ReadOnlySpan<byte> value, bool isFile) =>
        (!isFile || ValueShape.IsTextType(TypeOf(head))) && !Encoding.ASCII.GetString(head).Contains("transfer-encoding", StringComparison.OrdinalIgnoreCase) && Utf8.IsValid(value) && !value.Contains((byte)0);

    private static UnreadableParts KindOf(ReadOnlySpan<byte> head) => ValueShape.KindOf(TypeOf(head));

    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> head)
    {
        foreach (var line in head.Split("\r\n"u8))
        {
            var header = head[line];
            if (header.Length > 13 && Ascii.EqualsIgnoreCase(header[..13], "content-type:"u8))
            {
                return header[13..].Trim(" \t"u8);
            }
        }

        return default;
    }

    /// <summary>The fields that the errands know; the name of any other is the caller's own word.</summary>
    private static readonly FrozenSet<string> Fields = new[]
    {
        "model", "prompt", "user", "file", "image", "image[]", "mask", "language", "response_format", "temperature", "stream", "n", "size", "quality", "background", "output_format", "output_compression",
        "input_fidelity", "partial_images", "moderation", "style", "include[]", "timestamp_granularities[]", "chunking_strategy",
    }.ToFrozenSet();
}
