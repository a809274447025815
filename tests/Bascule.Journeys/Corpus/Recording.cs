using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>One recorded exchange of a real provider.</summary>
internal sealed record Recording
{
    /// <summary>The hash at the end of the file's name: what a recording is called by here.</summary>
    public required string Hash { get; init; }

    public required Format Format { get; init; }

    public required string Provider { get; init; }

    /// <summary>A stream was asked for.</summary>
    public required bool Streaming { get; init; }

    /// <summary>The caller's bytes, as they stand in the file; null where no request was recorded.</summary>
    public required byte[]? Request { get; init; }

    /// <summary>The recorded address without its query; empty where none was recorded.</summary>
    public required string Path { get; init; }

    public required string Query { get; init; }

    public required string? Beta { get; init; }

    public required int Status { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The type of an error where it stands in a header.</summary>
    public required string? ErrorType { get; init; }

    /// <summary>The answer's bytes: a body as it stands in the file, or the raw stream.</summary>
    public required byte[] Answer { get; init; }

    public required bool IsStream { get; init; }

    public string AnswerText => Encoding.UTF8.GetString(Answer);

    /// <summary>The whole answer as JSON; of a stream nothing.</summary>
    public JsonNode? AnswerJson => IsStream ? null : Heard.Parse(AnswerText);

    /// <summary>What it says, its provider's habits allowed for.</summary>
    public Said Said => IsStream ? Format.Stream(Answer, lenient: true) : Format.Whole(AnswerJson, lenient: true);

    /// <summary>Null: of a format or an endpoint that is not replayed.</summary>
    public static Recording? Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var (request, response) = (root.GetProperty("request"), root.GetProperty("response"));
        var asked = Text(request, "path") ?? "";
        var query = asked.IndexOf('?') is > 0 and var at ? asked[at..] : "";
        if (FormatSet.OfCorpus(root.GetProperty("dialect").GetString()!) is not { } format || Text(request, "method") is "GET" || !format.IsChat(asked[..^query.Length]))
        {
            return null;
        }

        var stream = StreamBytes(response);
        return new Recording
        {
            Hash = System.IO.Path.GetFileNameWithoutExtension(path).Split("__")[^1],
            Format = format,
            Provider = root.GetProperty("provider").GetString()!,
            Streaming = root.GetProperty("streaming").GetBoolean(),
            Request = request.ValueKind == JsonValueKind.Object && request.GetProperty("body") is { ValueKind: JsonValueKind.Object } body ? Encoding.UTF8.GetBytes(body.GetRawText()) : null,
            Path = asked[..^query.Length],
            Query = query,
            Beta = Header(request, "anthropic-beta"),
            Status = response.GetProperty("status").GetInt32(),
            ContentType = Header(response, "content-type") ?? (stream is null ? "application/json" : TypeOf(Text(response, "stream_format"))),
            ErrorType = Header(response, "x-amzn-errortype"),
            Answer = stream ?? Encoding.UTF8.GetBytes(Text(response, "body_text") ?? (Text(response, "body_leading_whitespace") + response.GetProperty("body").GetRawText())),
            IsStream = stream is not null,
        };
    }

    private static byte[]? StreamBytes(JsonElement response) => Text(response, "stream_format") switch
    {
        null => null,
        "sse" => Encoding.UTF8.GetBytes(Text(response, "sse")!),
        "ndjson" => Encoding.UTF8.GetBytes(Text(response, "ndjson")!),
        "json-array" => Encoding.UTF8.GetBytes(response.GetProperty("body").GetRawText()),
        "aws-eventstream" => Convert.FromBase64String(Text(response, "eventstream_base64")!),
        "events-only" => [.. response.GetProperty("events").EnumerateArray().SelectMany(one => one.EnumerateObject().SelectMany(member => AwsEvents.Event(member.Name, member.Value.GetRawText())))],
        var other => throw new InvalidDataException($"a stream of the kind {other}"),
    };

    private static string TypeOf(string? format) => format switch
    {
        "sse" => "text/event-stream",
        "ndjson" => "application/x-ndjson",
        "aws-eventstream" or "events-only" => "application/vnd.amazon.eventstream",
        _ => "application/json",
    };

    private static string? Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Header(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
            ? headers.EnumerateObject().Where(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value.ToString()).FirstOrDefault()
            : null;
}
