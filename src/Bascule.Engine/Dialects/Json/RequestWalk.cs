using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>The walk behind <see cref="RequestScan"/>: a reader, the names of the objects now open, and what was found.</summary>
internal ref struct RequestWalk
{
    /// <summary>No object of any dialect has so many members; comparing names is quadratic, so it is bounded.</summary>
    private const int MaxMembers = 128;

    private readonly ReadOnlySpan<byte> _body;
    private readonly List<JsonMember> _members = new(16);
    private readonly int[] _firstName = ArrayPool<int>.Shared.Rent(RequestScan.MaxDepth + 2);
    private readonly int[] _index = ArrayPool<int>.Shared.Rent(RequestScan.MaxDepth + 2);
    private readonly int[] _label = ArrayPool<int>.Shared.Rent(RequestScan.MaxDepth + 2);
    private (int At, int Length)[] _names = ArrayPool<(int, int)>.Shared.Rent(256);
    private int _nameCount;
    private Utf8JsonReader _reader;
    private Failure? _failure;
    private string? _safetyId, _user, _metadataUser;

    public RequestWalk(ReadOnlySpan<byte> body)
    {
        _body = body;
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth });
    }

    public RequestProfile Profile { get; } = new();

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_firstName);
        ArrayPool<int>.Shared.Return(_index);
        ArrayPool<int>.Shared.Return(_label);
        ArrayPool<(int, int)>.Shared.Return(_names);
    }

    public Failure? Run()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return RequestScan.Wrong("The request body is not a JSON object.", null, "Send an object with 'model' and 'messages'.");
        }

        Profile.ObjectStart = (int)_reader.TokenStartIndex;
        _firstName[1] = 0;
        while (_failure is null && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            TakeMember();
        }

        if (_failure is not null)
        {
            return _failure;
        }

        _reader.Read();    // throws on anything behind the object
        Profile.Members = _members;
        Profile.User = _safetyId ?? _user ?? _metadataUser;
        return null;
    }

    private void TakeMember()
    {
        var nameStart = (int)_reader.TokenStartIndex;
        if (!TakeName(1))
        {
            return;
        }

        var name = _reader.ValueSpan;
        var nameLength = name.Length;
        _reader.Read();
        var valueStart = (int)_reader.TokenStartIndex;
        TakeValue(name);
        if (_failure is not null)
        {
            return;
        }

        var member = new JsonMember(nameStart, nameStart + nameLength + 2, valueStart, (int)_reader.BytesConsumed);
        _members.Add(member);
        if (name.SequenceEqual("model"u8))
        {
            Profile.ModelMember = member;
        }
        else if (name.SequenceEqual("stream_options"u8))
        {
            Profile.StreamOptions = member;
        }
        else if (name.SequenceEqual("tools"u8) || name.SequenceEqual("functions"u8))
        {
            Profile.TextBytes += member.ValueLength;
        }
    }

    private void TakeValue(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("model"u8))
        {
            Profile.Model = Expect(JsonTokenType.String, "model", "a string") ? _reader.GetString()! : "";
        }
        else if (name.SequenceEqual("stream"u8))
        {
            TakeStream();
        }
        else if (name.SequenceEqual("messages"u8))
        {
            if (Expect(JsonTokenType.StartArray, "messages", "an array"))
            {
                Walk(name);
            }
        }
        else if (name.SequenceEqual("max_tokens"u8) || name.SequenceEqual("max_completion_tokens"u8))
        {
            TakeMaxTokens(name);
        }
        else if (name.SequenceEqual("stream_options"u8) && _reader.TokenType == JsonTokenType.StartObject)
        {
            TakeStreamOptions();
        }
        else if (name.SequenceEqual("metadata"u8) && _reader.TokenType == JsonTokenType.StartObject)
        {
            TakeMetadata();
        }
        else
        {
            TakeUser(name);
            TakeFeature(name);
            Walk(name);
        }
    }

    private void TakeStream()
    {
        if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            _failure = RequestScan.Wrong("'stream' must be true or false.", "stream", null);
        }
        else if (_reader.TokenType == JsonTokenType.True)
        {
            Profile.Stream = true;
            Profile.Features |= RequestFeatures.Stream;
        }
    }

    private void TakeUser(ReadOnlySpan<byte> name)
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        if (name.SequenceEqual("user"u8))
        {
            _user = _reader.GetString();
        }
        else if (name.SequenceEqual("safety_identifier"u8))
        {
            _safetyId = _reader.GetString();
        }
    }

    private void TakeFeature(ReadOnlySpan<byte> name)
    {
        var present = _reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        if (!present)
        {
            return;
        }

        if (name.SequenceEqual("tools"u8) || name.SequenceEqual("functions"u8))
        {
            Profile.Features |= RequestFeatures.Tools;
        }
        else if (name.SequenceEqual("reasoning_effort"u8) || name.SequenceEqual("thinking"u8) || name.SequenceEqual("reasoning"u8))
        {
            Profile.Features |= RequestFeatures.Reasoning;
        }
        else if (name.SequenceEqual("response_format"u8) || name.SequenceEqual("output_config"u8) || name.SequenceEqual("output_format"u8))
        {
            var copy = _reader;
            copy.Skip();
            if (_body[(int)_reader.TokenStartIndex..(int)copy.BytesConsumed].IndexOf("json_schema"u8) >= 0)
            {
                Profile.Features |= RequestFeatures.JsonSchema;
            }
        }
    }

    private void TakeMaxTokens(ReadOnlySpan<byte> name)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out var most) || most < 0)
        {
            var text = Encoding.UTF8.GetString(name);
            _failure = RequestScan.Wrong($"'{text}' must be a whole number of at least 0.", text, null);
            return;
        }

        Profile.MaxOutputTokens = most;
    }

    private void TakeStreamOptions()
    {
        _firstName[2] = _nameCount;
        while (_failure is null && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName && TakeName(2))
        {
            var nameStart = (int)_reader.TokenStartIndex;
            var usage = _reader.ValueSpan.SequenceEqual("include_usage"u8);
            _reader.Read();
            var valueStart = (int)_reader.TokenStartIndex;
            if (usage)
            {
                Profile.IncludeUsage = _reader.TokenType == JsonTokenType.True;
            }

            _reader.Skip();
            if (usage)
            {
                Profile.IncludeUsageMember = new JsonMember(nameStart, nameStart, valueStart, (int)_reader.BytesConsumed);
            }
        }

        _nameCount = _firstName[2];
    }

    private void TakeMetadata()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var user = _reader.ValueTextEquals("user_id"u8);
            _reader.Read();
            if (user && _reader.TokenType == JsonTokenType.String)
            {
                _metadataUser = _reader.GetString();
            }

            _reader.Skip();
        }
    }

    /// <summary>Walks the value the reader stands on, in the member <paramref name="top"/> of the request.</summary>
    private void Walk(ReadOnlySpan<byte> top)
    {
        var turns = top.SequenceEqual("messages"u8);
        var words = turns || top.SequenceEqual("system"u8);
        var floor = _reader.CurrentDepth;
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            Profile.TextBytes += words ? _reader.ValueSpan.Length : 0;
            return;
        }

        Open(floor + 1);
        var media = false;
        while (_failure is null && _reader.Read())
        {
            var depth = _reader.CurrentDepth;
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    _index[depth]++;
                    Profile.Turns += turns && depth == floor + 1 ? 1 : 0;
                    Open(depth + 1);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _nameCount = _firstName[depth + 1];
                    if (depth == floor)
                    {
                        return;
                    }

                    break;
                case JsonTokenType.PropertyName:
                    if (TakeName(depth) && IsCallersOwn(_reader.ValueSpan))
                    {
                        _reader.Read();
                        var at = _reader.TokenStartIndex;
                        _reader.Skip();
                        Profile.TextBytes += words ? _reader.BytesConsumed - at : 0;
                    }
                    else
                    {
                        media = IsMedia(_reader.ValueSpan);
                    }

                    break;
                case JsonTokenType.String:
                    TakeString(words, media);
                    break;
            }
        }
    }

    private void TakeString(bool words, bool media)
    {
        if (!words)
        {
            return;
        }

        var value = _reader.ValueSpan;
        Profile.TextBytes += media ? 0 : value.Length;
        Profile.Features |= value switch
        {
            [.. var v] when v.SequenceEqual("image_url"u8) || v.SequenceEqual("image"u8) => RequestFeatures.Images,
            [.. var v] when v.SequenceEqual("input_audio"u8) => RequestFeatures.Audio,
            [.. var v] when v.SequenceEqual("file"u8) || v.SequenceEqual("document"u8) => RequestFeatures.Files,
            _ => RequestFeatures.None,
        };
    }

    private readonly void Open(int depth)
    {
        _firstName[depth] = _nameCount;
        _index[depth] = -1;
        _label[depth] = -1;
    }

    private bool Expect(JsonTokenType type, string name, string what)
    {
        if (_reader.TokenType == type)
        {
            return true;
        }

        _failure = RequestScan.Wrong($"'{name}' must be {what}.", name, null);
        return false;
    }

    /// <summary>Remembers the name the reader stands on. False: it stood in this object before, or could be read as another.</summary>
    private bool TakeName(int depth)
    {
        var name = _reader.ValueSpan;
        var at = (int)_reader.TokenStartIndex + 1;
        if (_reader.ValueIsEscaped)
        {
            if (!System.Text.Ascii.IsValid(_reader.GetString()))
            {
                return true;
            }

            _failure = RequestScan.Wrong($"The member name '{_reader.GetString()}' is written with escapes{Where(depth)}.", _reader.GetString(), "Write it plainly: parsers differ on escaped names.");
            return false;
        }

        var first = _firstName[depth];
        for (var i = first; i < _nameCount; i++)
        {
            var (otherAt, length) = _names[i];
            if (length == name.Length && Ascii.EqualsIgnoreCase(_body.Slice(otherAt, length), name))
            {
                var text = Encoding.UTF8.GetString(name);
                _failure = RequestScan.Wrong($"The member '{text}' stands twice{Where(depth)}.", text, "Send it once: parsers differ on which one counts.");
                return false;
            }
        }

        if (_nameCount - first >= MaxMembers)
        {
            _failure = RequestScan.Wrong($"An object has more than {MaxMembers} members{Where(depth)}.", null, null);
            return false;
        }

        if (_nameCount == _names.Length)
        {
            var larger = ArrayPool<(int, int)>.Shared.Rent(_names.Length * 2);
            _names.CopyTo(larger, 0);
            ArrayPool<(int, int)>.Shared.Return(_names);
            _names = larger;
        }

        _label[depth] = _nameCount;
        _names[_nameCount++] = (at, name.Length);
        return true;
    }

    private readonly string Where(int depth)
    {
        var path = new StringBuilder();
        for (var d = 1; d < depth; d++)
        {
            if (d == 1 || _label[d] >= 0)
            {
                var (at, length) = _names[d == 1 ? _members.Count : _label[d]];
                path.Append(path.Length > 0 ? "." : "").Append(Encoding.UTF8.GetString(_body.Slice(at, length)));
            }
            else if (_index[d] >= 0)
            {
                path.Append('[').Append(_index[d]).Append(']');
            }
        }

        return path.Length == 0 ? "" : $" in {path}";
    }

    /// <summary>Values whose member names are the caller's own words.</summary>
    private static bool IsCallersOwn(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("parameters"u8) || name.SequenceEqual("input_schema"u8) || name.SequenceEqual("schema"u8)
        || name.SequenceEqual("input"u8) || name.SequenceEqual("arguments"u8) || name.SequenceEqual("metadata"u8);

    private static bool IsMedia(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("url"u8) || name.SequenceEqual("data"u8) || name.SequenceEqual("file_data"u8) || name.SequenceEqual("image_url"u8);
}
