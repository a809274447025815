namespace Bascule.Engine.Guardrails.Reading;

/// <summary>What stands next in a JSON text.</summary>
internal enum JsonToken : byte
{
    End,

    /// <summary>It is no JSON from here on.</summary>
    Broken,
    Name,
    Text,
    Number,
    Word,
    Open,
    Close,
}

/// <summary>Reads JSON token by token and never throws: what looks like JSON within a string may be anything, and the framework's reader throws for it.</summary>
internal ref struct JsonTokens(ReadOnlySpan<byte> json, int at = 0)
{
    /// <summary>As deep as requests may be, and as many bits as say which of the open levels are objects.</summary>
    public const int MaxDepth = 128;

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at = at;
    private UInt128 _objects;
    private Await _next = Await.Value;

    private enum Await : byte
    {
        Value,
        ValueOrClose,
        Name,
        NameOrClose,
        CommaOrClose,
        Nothing,
    }

    /// <summary>Where the token begins; a text's first byte within its quotes.</summary>
    public int Start { get; private set; }

    /// <summary>The byte after it; of a text the closing quote.</summary>
    public int End { get; private set; }

    /// <summary>The text holds escapes.</summary>
    public bool Escaped { get; private set; }

    /// <summary>Objects and arrays that are open; one that was opened just now counts, one that was closed just now does not.</summary>
    public int Depth { get; private set; }

    public readonly bool InObject => (_objects & 1) == 1;

    public JsonToken Read()
    {
        if (!SkipSpace())
        {
            return _next == Await.Nothing ? JsonToken.End : JsonToken.Broken;
        }

        if (_next == Await.CommaOrClose)
        {
            if (_json[_at] != ',')
            {
                return Close();
            }

            _at++;
            _next = InObject ? Await.Name : Await.Value;
            if (!SkipSpace())
            {
                return JsonToken.Broken;
            }
        }

        var first = _json[_at];
        return _next switch
        {
            Await.Name or Await.NameOrClose when first == '"' => TakeName(),
            Await.NameOrClose or Await.ValueOrClose when first is (byte)'}' or (byte)']' => Close(),
            Await.Value or Await.ValueOrClose => TakeValue(first),
            _ => JsonToken.Broken,
        };
    }

    /// <summary>Goes past all that is within the object or array that was opened just now. False: it is broken.</summary>
    public bool SkipOpened()
    {
        var floor = Depth;
        while (Depth >= floor)
        {
            if (Read() is JsonToken.End or JsonToken.Broken)
            {
                return false;
            }
        }

        return true;
    }

    private JsonToken TakeValue(byte first)
    {
        switch (first)
        {
            case (byte)'"':
                return TakeText() ? Ended(JsonToken.Text) : JsonToken.Broken;
            case (byte)'{' or (byte)'[':
                return Open(first == '{');
        }

        Start = _at;
        while (_at < _json.Length && (char.IsAsciiLetterOrDigit((char)_json[_at]) || _json[_at] is (byte)'-' or (byte)'+' or (byte)'.'))
        {
            _at++;
        }

        End = _at;
        var isNumber = first == '-' || char.IsAsciiDigit((char)first);
        return End == Start || (!isNumber && !IsWord(_json[Start..End])) ? JsonToken.Broken : Ended(isNumber ? JsonToken.Number : JsonToken.Word);
    }

    private static bool IsWord(ReadOnlySpan<byte> word) => word.SequenceEqual("true"u8) || word.SequenceEqual("false"u8) || word.SequenceEqual("null"u8);

    private JsonToken TakeName()
    {
        if (!TakeText() || !SkipSpace() || _json[_at] != ':')
        {
            return JsonToken.Broken;
        }

        _at++;
        _next = Await.Value;
        return JsonToken.Name;
    }

    private bool TakeText()
    {
        Start = ++_at;
        Escaped = false;
        while (true)
        {
            var stop = _json[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0)
            {
                return false;
            }

            _at += stop;
            if (_json[_at] == '"')
            {
                End = _at++;
                return true;
            }

            Escaped = true;
            _at += 2;
            if (_at > _json.Length)
            {
                return false;
            }
        }
    }

    private JsonToken Open(bool isObject)
    {
        if (Depth == MaxDepth)
        {
            return JsonToken.Broken;
        }

        Start = _at++;
        End = _at;
        Depth++;
        _objects = (_objects << 1) | (isObject ? UInt128.One : UInt128.Zero);
        _next = isObject ? Await.NameOrClose : Await.ValueOrClose;
        return JsonToken.Open;
    }

    private JsonToken Close()
    {
        if (Depth == 0 || _json[_at] != (InObject ? '}' : ']'))
        {
            return JsonToken.Broken;
        }

        Start = _at++;
        End = _at;
        Depth--;
        _objects >>= 1;
        return Ended(JsonToken.Close);
    }

    private JsonToken Ended(JsonToken token)
    {
        _next = Depth == 0 ? Await.Nothing : Await.CommaOrClose;
        return token;
    }

    private bool SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }

        return _at < _json.Length;
    }
}
