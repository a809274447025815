namespace Bascule.Engine.Dialects.Json;

/// <summary>What one forward scan of a chat request's bytes found: enough to route and to splice, without decoding it. Positions count bytes from the body's start.</summary>
public sealed class RequestProfile
{
    private ScriptBytes _text;
    private long? _estimate;

    private List<Range>? _developerRoles;

    public string Model { get; internal set; } = "";

    public JsonMember ModelMember { get; internal set; }

    public bool Stream { get; internal set; }

    /// <summary>The top-level members in order.</summary>
    public IReadOnlyList<JsonMember> Members { get; internal set; } = [];

    /// <summary>Where the top-level object's <c>{</c> stands.</summary>
    public int ObjectStart { get; internal set; }

    /// <summary>The <c>stream_options</c> member; absent: length 0.</summary>
    public JsonMember StreamOptions { get; internal set; }

    /// <summary><c>stream_options.include_usage</c> and its value's place; null: not said.</summary>
    public bool? IncludeUsage { get; internal set; }

    public JsonMember IncludeUsageMember { get; internal set; }

    /// <summary>The cap on output tokens that the caller set, under any of its names.</summary>
    public long? MaxOutputTokens { get; internal set; }

    public RequestFeatures Features { get; internal set; }

    /// <summary>The conversation is there, empty or not.</summary>
    public bool HasTurns { get => field || HasTurnsElse; internal set; }

    /// <summary>A part of the conversation stands with the provider, named by an id: the body's size says little of its tokens.</summary>
    public bool HasTurnsElse { get; internal set; }

    public int Turns { get; internal set; }

    /// <summary>Bytes of text in instructions, turns and tools, media left out: what the token estimate rests on.</summary>
    public long TextBytes => _text.Total + ToolBytes;

    /// <summary>Of those, the tools' and the schemas': vendors write them anew in forms of their own.</summary>
    public long ToolBytes { get; internal set; }

    /// <summary>The instructions' and turns' by script.</summary>
    public ScriptBytes Text => _text;

    /// <summary>Where messages have the role <c>developer</c>, which not every vendor knows: the places of the values, quotes included.</summary>
    public IReadOnlyList<Range> DeveloperRoles => _developerRoles ?? [];

    /// <summary>The end user's id from <c>safety_identifier</c>, <c>user</c> or <c>metadata.user_id</c>, in that order; null: none.</summary>
    public string? User { get; internal set; }

    internal void AddDeveloperRole(Range value) => (_developerRoles ??= []).Add(value);

    /// <summary>Takes model and streaming from where they stand outside the body.</summary>
    internal void Name(string model, bool stream)
    {
        (Model, Stream) = (model, stream);
        Features |= stream ? RequestFeatures.Stream : RequestFeatures.None;
    }

    /// <summary>Something is wanted, in so many bytes that the model gets to read.</summary>
    internal void Want(RequestFeatures features, long bytes)
    {
        Features |= features;
        ToolBytes += bytes;
    }

    internal void Count(ReadOnlySpan<byte> text) => _text.Add(text);

    /// <summary>The input is token numbers, which need no estimate; null: it is text.</summary>
    public long? KnownInputTokens { get; internal set; }

    /// <summary>An estimate of the input's tokens: the token estimator's, else four bytes of text each. What the upstream says replaces it.</summary>
    public long EstimatedInputTokens
    {
        get => KnownInputTokens ?? _estimate ?? (TextBytes + 3) / 4;
        set => _estimate = value;
    }
}

/// <summary>Where a member stands: its name's first quote, its value's first byte and the byte after the value.</summary>
public readonly record struct JsonMember(int NameStart, int NameEnd, int ValueStart, int ValueEnd)
{
    public bool IsAbsent => ValueEnd == 0;

    public int ValueLength => ValueEnd - ValueStart;
}

/// <summary>What a request brings or wants: the <c>has</c> of rules.</summary>
[Flags]
public enum RequestFeatures
{
    None = 0,
    Tools = 1,
    Images = 2,
    Audio = 4,
    Files = 8,
    JsonSchema = 16,
    Reasoning = 32,
    Stream = 64,
}
