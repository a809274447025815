using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Forms;

/// <summary>
/// Reads <c>multipart/form-data</c> as it flows by, in pieces of any size: which model it asks for and where that stands. Files are looked through and never kept.
/// It refuses what two parsers could read differently: a second <c>model</c>, one that is a file or encoded, a name written in another way.
/// </summary>
public sealed class FormScan
{
    /// <summary>A part's headers past this are none that a client writes.</summary>
    private const int MaxHead = 16 * 1024;

    /// <summary>No model's name is longer, nor any other short field that is read here.</summary>
    private const int MaxField = 512;

    private readonly byte[] _delimiter;
    private readonly List<byte> _head = [];
    private readonly List<byte> _value = [];
    private State _state = State.Body;
    private int _matched = "\r\n".Length;    // the first delimiter may stand at the very beginning
    private string? _field;
    private long _at;
    private long _valueStart;

    public FormScan(string boundary) => _delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);

    private enum State
    {
        Body,
        Delimiter,
        Head,
        End,
    }

    /// <summary>What is wrong with the form, or null.</summary>
    public Failure? Trouble { get; private set; }

    /// <summary>The model it asks for, and where its bytes stand from the body's start; null: it was not met yet.</summary>
    public (string Name, int Start, int End)? Model { get; private set; }

    public string? User { get; private set; }

    public bool Stream { get; private set; }

    /// <summary>The last delimiter was met.</summary>
    public bool Ended => _state == State.End;

    /// <summary>Takes the next bytes.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && Trouble is null && _state != State.End)
        {
            var taken = _state switch
            {
                State.Body => TakeBody(bytes),
                State.Delimiter => TakeDelimiter(bytes[0]),
                _ => TakeHead(bytes[0]),
            };
            _at += taken;
            bytes = bytes[taken..];
        }
    }

    private int TakeBody(ReadOnlySpan<byte> bytes)
    {
        if (_matched == 0)
        {
            var plain = bytes.IndexOf((byte)'\r');
            if (plain != 0)
            {
                plain = plain < 0 ? bytes.Length : plain;
                Keep(bytes[..plain]);
                return plain;
            }
        }

        if (bytes[0] != _delimiter[_matched])
        {
            Keep(_delimiter.AsSpan(0, _matched));
            _matched = 0;
            return 0;    // the byte is looked at again: it may begin a delimiter of its own
        }

        if (++_matched == _delimiter.Length)
        {
            EndPart();
            (_state, _matched) = (State.Delimiter, 0);
            _head.Clear();
        }

        return 1;
    }

    /// <summary>Behind a delimiter: two hyphens end the form, a line's end begins a part.</summary>
    private int TakeDelimiter(byte next)
    {
        _head.Add(next);
        var text = Encoding.ASCII.GetString([.. _head]).TrimStart(' ', '\t');
        if (text is "--")
        {
            _state = State.End;
        }
        else if (text is "\r\n")
        {
            _state = State.Head;
            _head.Clear();
        }
        else if (text is not ("" or "-" or "\r") || _head.Count > MaxField)
        {
            Trouble = RequestScan.Wrong("The form's parts are not set off as multipart/form-data sets them off.", null, null);
        }

        return 1;
    }

    private int TakeHead(byte next)
    {
        _head.Add(next);
        if (_head.Count > MaxHead)
        {
            Trouble = RequestScan.Wrong($"A part of the form has headers of more than {MaxHead} bytes.", null, null);
        }
        else if (next == '\n' && EndsHead())
        {
            BeginPart();
            _state = State.Body;
            _head.Clear();
        }

        return 1;
    }

    private bool EndsHead()
    {
        var head = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_head);
        return head.SequenceEqual("\r\n"u8) || head.EndsWith("\r\n\r\n"u8);
    }

    private void BeginPart()
    {
        var (part, trouble) = FormPart.Read(Encoding.UTF8.GetString([.. _head]));
        Trouble = trouble ?? (part.Name == "model" && Model is not null ? RequestScan.Wrong("The form holds 'model' twice.", "model", "Send it once: parsers differ on which one counts.") : null);
        _field = part.IsFile ? null : part.Name;
        _value.Clear();
        _valueStart = _at + 1;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_field is not ("model" or "user" or "stream"))
        {
            return;
        }

        _value.AddRange(bytes[..Math.Min(bytes.Length, MaxField + 1 - _value.Count)]);
        if (_value.Count > MaxField && _field == "model")
        {
            Trouble = RequestScan.Wrong("'model' is too long to be a model's name.", "model", null);
        }
    }

    private void EndPart()
    {
        var text = Encoding.UTF8.GetString([.. _value]);
        switch (_field)
        {
            case "model":
                Model = (text, (int)_valueStart, (int)_valueStart + _value.Count);
                break;
            case "user":
                User = text.Length <= MaxField ? text : null;
                break;
            case "stream":
                Stream = text is "true" or "True" or "1";
                break;
        }

        _field = null;
    }
}
