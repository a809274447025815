using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bascule.Journeys.Corpus;

/// <summary>One recorded exchange of a real provider.</summary>
internal sealed record Recording
{
    /// <summary>The hash at the end of the file's name: what a recording is called by here.</summary>
    public required string Hash { get; init; }

    /// <summary>The wire format by Bascule's name for it.</summary>
    public required string Dialect { get; init; }

    public required string Provider { get; init; }

    public required bool Streaming { get; init; }

    /// <summary>The caller's bytes, as they stand in the file; null where no request was recorded.</summary>
    public required byte[]? Request { get; init; }

    public required string Query { get; init; }

    public required string? Beta { get; init; }

    public required int Status { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The answer's bytes: a body as it stands in the file, or the raw event stream.</summary>
    public required byte[] Answer { get; init; }

    public required bool IsSse { get; init; }

    public string AnswerText => Encoding.UTF8.GetString(Answer);

    /// <summary>The whole answer as JSON; of a stream nothing.</summary>
    public JsonObject? AnswerJson => IsSse ? null : JsonNode.Parse(Answer) as JsonObject;

    public bool IsMessages => Dialect == Formats.Messages;

    public static Recording? Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        if (Formats.OfCorpus(root.GetProperty("dialect").GetString()!) is not { } dialect)
        {
            return null;
        }

        var (request, response) = (root.GetProperty("request"), root.GetProperty("response"));
        var sse = Text(response, "sse");
        var asked = Text(request, "path") ?? "";
        return new Recording
        {
            Hash = Path.GetFileNameWithoutExtension(path).Split("__")[^1],
            Dialect = dialect,
            Provider = root.GetProperty("provider").GetString()!,
            Streaming = root.GetProperty("streaming").GetBoolean(),
            Request = request.GetProperty("body") is { ValueKind: JsonValueKind.Object } body ? Encoding.UTF8.GetBytes(body.GetRawText()) : null,
            Query = asked.IndexOf('?') is > 0 and var at && dialect == Formats.Messages ? asked[at..] : "",
            Beta = Header(request, "anthropic-beta"),
            Status = response.GetProperty("status").GetInt32(),
            ContentType = Header(response, "content-type") ?? (sse is null ? "application/json" : "text/event-stream"),
            Answer = Encoding.UTF8.GetBytes(sse ?? Text(response, "body_leading_whitespace") + response.GetProperty("body").GetRawText()),
            IsSse = sse is not null,
        };
    }

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Header(JsonElement holder, string name) =>
        holder.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
            ? headers.EnumerateObject().Where(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value.ToString()).FirstOrDefault()
            : null;
}

/// <summary>The two wire formats, by Bascule's names.</summary>
internal static class Formats
{
    public const string Chat = "openai-chat";
    public const string Messages = "anthropic";

    public static string? OfCorpus(string dialect) => dialect switch
    {
        "openai-chat" => Chat,
        "anthropic-messages" => Messages,
        _ => null,
    };

    public static string Other(string dialect) => dialect == Chat ? Messages : Chat;
}
