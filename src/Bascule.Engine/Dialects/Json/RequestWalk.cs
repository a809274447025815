using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>The walk behind <see cref="RequestScan"/>: a reader, the names of the objects now open, and what was found.</summary>
internal ref struct RequestWalk
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly RequestShape _shape;
    private readonly List<JsonMember> _members = new(16);
    private readonly OpenNames _names = new();
    private Utf8JsonReader _reader;
    private Failure? _failure;
    private string? _safetyId, _user, _metadataUser;
    private bool _saidStream;

    public RequestWalk(ReadOnlySpan<byte> body, RequestShape shape)
    {
        _body = body;
        _shape = shape;
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth });
    }

    public RequestProfile Profile { get; } = new();

    public readonly void Dispose() => _names.Dispose();

    public Failure? Run()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return RequestScan.Wrong("The request body is not a JSON object.", null, $"Send an object with '{_shape.TurnsName}'{(_shape.NamesModel ? " and 'model'" : "")}.");
        }

        Profile.ObjectStart = (int)_reader.TokenStartIndex;
        _names.Open(1);
        while (_failure is null && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            TakeMember();
        }

        if (_failure is not null)
        {
            return _failure;
        }

        _reader.Read();    // throws on anything behind the object
        if (_shape.StreamsByDefault && !_saidStream)
        {
            Stream();
        }

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
            Profile.ToolBytes += member.ValueLength;
        }
    }

    private void TakeValue(ReadOnlySpan<byte> name)
    {
        if (_shape.NamesModel && name.SequenceEqual("model"u8))
        {
            Profile.Model = Expect(JsonTokenType.String, "model", "a string") ? _reader.GetString()! : "";
        }
        else if (name.SequenceEqual("stream"u8))
        {
            TakeStream();
        }
        else if (name.SequenceEqual(_shape.Turns))
        {
            if (_shape.TurnsOfAnyKind || Expect(JsonTokenType.StartArray, _shape.TurnsName, "an array"))
            {
                Profile.HasTurns = _reader.TokenType != JsonTokenType.Null;
                Walk(name);
            }
        }
        else if ((name.SequenceEqual(_shape.Settings) || name.SequenceEqual(_shape.SettingsElse)) && _reader.TokenType == JsonTokenType.StartObject)
        {
            TakeSettings();
        }
        else if (Among(_shape.MaxTokens, name))
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
            Profile.HasTurnsElse |= Among(_shape.TurnsElse, name) && _reader.TokenType != JsonTokenType.Null;
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
            Stream();
        }

        _saidStream |= _reader.TokenType != JsonTokenType.Null;
    }

    private readonly void Stream()
    {
        Profile.Stream = true;
        Profile.Features |= RequestFeatures.Stream;
    }

    /// <summary>Sampling settings in an object of their own: the cap on output is read off them, and what asks for thinking or for JSON.</summary>
    private void TakeSettings()
    {
        _names.Open(2);
        while (_failure is null && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName && TakeName(2))
        {
            var name = _reader.ValueSpan;
            _reader.Read();
            if (Among(_shape.MaxTokens, name))
            {
                TakeMaxTokens(name);
            }

            TakeFeature(name);
            _reader.Skip();
        }

        _names.Close(2);
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

        Profile.Features |= FeatureWords.OfMember(name);
        if (FeatureWords.MayAskForSchema(name))
        {
            var copy = _reader;
            copy.Skip();
            var isObject = _reader.TokenType == JsonTokenType.StartObject;
            var format = FeatureWords.OfFormat(name, isObject, _body[(int)_reader.TokenStartIndex..(int)copy.BytesConsumed]);
            Profile.Want(format, format == RequestFeatures.None ? 0 : copy.BytesConsumed - _reader.TokenStartIndex);
        }
    }

    private void TakeMaxTokens(ReadOnlySpan<byte> name)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out var most) || (most < 0 && !_shape.UncappedBelowZero))
        {
            var text = Encoding.UTF8.GetString(name);
            _failure = RequestScan.Wrong($"'{text}' must be a whole number of at least 0.", text, null);
            return;
        }

        Profile.MaxOutputTokens = most < 0 ? null : most;
    }

    private void TakeStreamOptions()
    {
        _names.Open(2);
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

        _names.Close(2);
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
        var turns = top.SequenceEqual(_shape.Turns);
        var words = turns || Among(_shape.Words, top);
        var floor = _reader.CurrentDepth;
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || top.SequenceEqual("format"u8))
        {
            if (words)
            {
                Profile.Count(_reader.ValueSpan);
            }

            _reader.Skip();    // a schema's names are the caller's own
            return;
        }

        _names.Open(floor + 1);
        var (media, role) = (MediaNames.Of(top), false);
        while (_failure is null && _reader.Read())
        {
            var depth = _reader.CurrentDepth;
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    _names.Enter(depth);
                    Profile.Turns += turns && depth == floor + 1 ? 1 : 0;
                    _names.Open(depth + 1);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _names.Close(depth + 1);
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
                        if (words)
                        {
                            Profile.Count(_body[(int)at..(int)_reader.BytesConsumed]);
                        }
                    }
                    else
                    {
                        media = MediaNames.Of(_reader.ValueSpan);
                        role = turns && depth == floor + 2 && _reader.ValueSpan.SequenceEqual("role"u8);
                    }

                    break;
                case JsonTokenType.String:
                    TakeString(words, media);
                    if (role && _reader.ValueSpan.SequenceEqual("developer"u8))
                    {
                        Profile.AddDeveloperRole((int)_reader.TokenStartIndex..(int)_reader.BytesConsumed);
                    }

                    role = false;
                    break;
            }
        }
    }

    private void TakeString(bool words, MediaKind media)
    {
        if (!words)
        {
            return;
        }

        var value = _reader.ValueSpan;
        if (media == MediaKind.None)
        {
            Profile.Count(value);
        }

        Profile.Features |= media == MediaKind.Images ? RequestFeatures.Images : FeatureWords.OfValue(value);
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
        if (_reader.ValueIsEscaped)
        {
            // A name beyond ASCII is no member of any dialect, and encoders may escape it.
            _failure = Ascii.IsValid(_reader.GetString()) ? _names.Escaped(_body, _reader.GetString()!, depth) : null;
            return _failure is null;
        }

        _failure = _names.Take(_body, (int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length, depth);
        return _failure is null;
    }

    /// <summary>Values whose member names are the caller's own words.</summary>
    public static bool IsCallersOwn(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("parameters"u8) || name.SequenceEqual("input_schema"u8) || name.SequenceEqual("schema"u8)
        || name.SequenceEqual("input"u8) || name.SequenceEqual("arguments"u8) || name.SequenceEqual("metadata"u8)
        || name.SequenceEqual("args"u8) || name.SequenceEqual("response"u8) || name.SequenceEqual("parametersJsonSchema"u8) || name.SequenceEqual("parameters_json_schema"u8);

    private static bool Among(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var known in names)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }
}
