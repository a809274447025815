using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>What a caller must be told about a recorded error: the table of errors in the public contract, applied to what the recording says.</summary>
internal sealed record Trouble(int Status, string? Message, string? Type, string? Code)
{
    private static readonly string[] TooLong =
    [
        "context length", "context_length_exceeded", "context size", "context window", "prompt is too long", "prompt too long", "token limit reached",
        "input token count", "input tokens exceeded", "tokens + `max_new_tokens`",
    ];

    private static readonly string[] NoModel = ["model_not_found", "invalid_model", "model identifier is invalid"];

    public static Trouble Of(Recording recording) => Of(recording.Status, recording.IsStream ? Heard.Parse(recording.AnswerText) : recording.AnswerJson);

    /// <param name="status">The upstream's; of an error inside a 200 the one it names itself.</param>
    /// <param name="body">The whole error body, or the error object inside an answer.</param>
    public static Trouble Of(int status, JsonNode? body)
    {
        var error = Nodes.Member(body, "error") as JsonObject ?? body as JsonObject ?? [];
        var message = Text(error["message"]) ?? Text(Nodes.Member(body, "error")) ?? Text(error["detail"]);
        var said = $"{message} {Text(error["code"])} {Text(error["type"])}".ToLowerInvariant();
        return status switch
        {
            _ when status < 500 && Array.Exists(TooLong, said.Contains) => new Trouble(400, message, "invalid_request_error", "context_length_exceeded"),
            400 when said.Contains("content management policy") => new Trouble(400, message, "invalid_request_error", "content_policy"),
            400 or 429 when said.Contains("insufficient_quota") => new Trouble(502, null, null, "upstream_billing"),
            402 => new Trouble(502, null, null, "upstream_billing"),
            401 or 403 => new Trouble(502, null, null, "upstream_auth"),
            400 when Array.Exists(NoModel, said.Contains) => new Trouble(502, null, null, "upstream_not_found"),
            404 => new Trouble(502, null, null, "upstream_not_found"),
            429 => new Trouble(429, null, "rate_limit_error", null),
            400 or 413 or 422 => new Trouble(status, message, Text(error["type"]) ?? "invalid_request_error", null),
            >= 500 => new Trouble(status, message, null, null),
            _ => new Trouble(502, null, null, "upstream_unreachable"),
        };
    }

    /// <summary>An error inside a 200: it may name a status of its own.</summary>
    public static Trouble InBand(JsonNode error) =>
        Of(Number(error["status_code"]) ?? Number(error["code"]) ?? Text(error["code"]) switch { "content_filter" => 400, "insufficient_quota" => 429, _ => 502 }, error);

    /// <summary>Compares with the error that the caller was told.</summary>
    public IEnumerable<Problem> Compare(Heard heard, bool translated)
    {
        if (heard.Status != Status)
        {
            yield return new Problem("error", $"status {heard.Status} instead of {Status}: {heard.Text}");
        }

        foreach (var problem in CompareBody(heard.Json, heard.Format, translated))
        {
            yield return problem;
        }
    }

    /// <summary>Compares with the error body, or the data of the event that ends a stream.</summary>
    public IEnumerable<Problem> CompareBody(JsonNode? told, Format format, bool translated)
    {
        if (format.Error(told) is not { } error)
        {
            yield return new Problem("error", $"not an error in the caller's dialect: {told?.ToJsonString()}");
            yield break;
        }

        if (Message is not null && error.Message != Message)
        {
            yield return new Problem("error", $"message '{error.Message}' instead of '{Message}'");
        }

        if (format.TypeOf(this, translated) is { } type && error.Type != type)
        {
            yield return new Problem("error", $"type '{error.Type}' instead of '{type}'");
        }

        if (format.HasCodes && Code is not null && error.Code != Code)
        {
            yield return new Problem("error", $"code '{error.Code}' instead of '{Code}'");
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) && number is >= 400 and < 600 ? number : null;
}

/// <summary>One thing that did not come through; <paramref name="Feature"/> is the word by which <see cref="NotCarriable"/> names it.</summary>
internal sealed record Problem(string Feature, string What)
{
    /// <summary>A picture or file would have to be fetched.</summary>
    public const string Address = "address";

    /// <summary>The request names something that its vendor keeps.</summary>
    public const string Stays = "stays";

    /// <summary>What a refusal says by its code; null: something else.</summary>
    public static Problem? OfRefusal(Heard heard) =>
        heard.Upstream is not null ? null
        : heard.Text.Contains("could not be fetched", StringComparison.Ordinal) ? new Problem(Address, heard.Text)
        : heard.Text.Contains("unsupported_parameter", StringComparison.OrdinalIgnoreCase) ? new Problem(Stays, heard.Text)
        : null;
}
