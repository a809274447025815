using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Tgi;

/// <summary>Text Generation Inference by its own API, from the engine's side: one model, a text in and a text out.</summary>
/// <param name="listed">Whether a whole answer is a list of one, as it is where many models stand behind one address.</param>
internal sealed class TgiVendor(bool listed = false) : IVendor
{
    private const int UsualTokens = 100;
    private const int Unprocessable = 422;

    private static readonly Rule Body = Rule.Open(
        ("inputs!", Rule.Text()), ("stream", Rule.Flag),
        ("parameters", Rule.Open(
            ("best_of", Rule.Whole(1)), ("temperature", Rule.Number()), ("repetition_penalty", Rule.Number()), ("frequency_penalty", Rule.Number()), ("top_k", Rule.Whole()), ("top_p", Rule.Number()), ("typical_p", Rule.Number()),
            ("do_sample", Rule.Flag), ("max_new_tokens", Rule.Whole()), ("return_full_text", Rule.Flag), ("stop", Rule.List(Rule.Text())), ("truncate", Rule.Whole()), ("watermark", Rule.Flag), ("details", Rule.Flag),
            ("decoder_input_details", Rule.Flag), ("seed", Rule.Whole()), ("top_n_tokens", Rule.Whole()), ("grammar", Rule.Open(("type!", Rule.Text("json", "regex", "json_schema")), ("value!", Rule.Any))))));

    public string RequestIdHeader => "x-request-id";

    public Refusal BadJson { get; } = new(400, "", "Failed to parse the request body as JSON", Param: "text");

    public Piece BrokenEvent { get; } = new("data:{\"index\":1,\"token\":{\"id\":1,\"text\":\"bro\n\n"u8.ToArray());

    public string NewRequestId() => Guid.CreateVersion7().ToString("N");

    public Refusal? Refuse(Asked asked) => Words(Body.Check(asked.Body, "")) ?? Ranges(asked.Body);

    public Refusal UnknownModel(string name) => new(404, "not_found", $"Model {name} is not served here");

    public Refusal ContextTooLong(int tokens, int window) => Invalid($"`inputs` tokens + `max_new_tokens` must be <= {window}. Given: {tokens} `inputs` tokens and {UsualTokens} `max_new_tokens`");

    public Refusal TooManyTokens(SandboxModel model, int asked) => Invalid($"`inputs` tokens + `max_new_tokens` must be <= {model.MaxOutput}. Given: 1 `inputs` tokens and {asked} `max_new_tokens`");

    public Refusal ForStatus(int status) => status switch
    {
        424 => new(424, "generation", "Request failed during generation: simulated"),
        429 => new(429, "overloaded", "Model is overloaded"),
        503 or 529 => new(status, "overloaded", "Model is overloaded (simulated)"),
        Unprocessable => Invalid("the simulated request was refused"),
        >= 500 => new(status, "generation", "Incomplete generation (simulated)"),
        _ => new(status, "validation", "The simulated request was refused."),
    };

    public Question Read(Asked asked, SandboxModel model)
    {
        var parameters = asked.Body.Member("parameters") ?? default;
        var text = asked.Body.Text("inputs")!;
        var grammar = parameters.Member("grammar");
        var schema = grammar?.Text("type") is "json" or "json_schema" ? grammar.Value.Member("value")?.Member("schema") ?? grammar.Value.Member("value") : null;
        return new Question(model, text)
        {
            OutputSchema = schema,
            MaxTokens = parameters.Int("max_new_tokens") ?? UsualTokens,
            Stops = parameters.Member("stop").Items().Select(stop => stop.GetString()!).ToArray(),
            InputTokens = Tokens.Of(text),
            Stream = asked.Place.Streams ?? asked.Body.Flag("stream"),
        };
    }

    public byte[] Whole(Said said) => Json.Bytes(listed ? new JsonArray(new TgiAnswer(said).Whole()) : new TgiAnswer(said).Whole());

    public IEnumerable<Piece> Stream(Said said) => new TgiAnswer(said).Pieces();

    public string ErrorType(Refusal refusal) => refusal.Param == "text" ? "text/plain; charset=utf-8" : "application/json";

    /// <summary>What its web framework refuses comes as plain text, what the engine refuses as JSON.</summary>
    public byte[] Error(Refusal refusal, string requestId) => refusal.Param == "text" ? Encoding.UTF8.GetBytes(refusal.Message)
        : Json.Bytes(new JsonObject { ["error"] = refusal.Message, ["error_type"] = refusal.Type });

    public Piece ErrorEvent(Refusal refusal, string requestId) => new([.. "data:"u8, .. Error(refusal, requestId), .. "\n\n"u8]);

    private static Refusal Invalid(string message) => new(Unprocessable, "validation", $"Input validation error: {message}");

    private static Refusal? Words(Finding? finding) => finding is null ? null
        : new(Unprocessable, "", finding.Flaw == Flaw.Missing
            ? $"Failed to deserialize the JSON body into the target type: missing field `{finding.Name}` at line 1 column 2"
            : $"Failed to deserialize the JSON body into the target type: {finding.Path}: invalid type: {finding.Got}, expected {finding.Wanted} at line 1 column 2", Param: "text");

    private static Refusal? Ranges(JsonElement body)
    {
        var parameters = body.Member("parameters") ?? default;
        return body.Text("inputs")!.Length == 0 ? Invalid("`inputs` cannot be empty")
            : parameters.Member("temperature") is { } heat && heat.GetDouble() <= 0 ? Invalid("`temperature` must be strictly positive")
            : parameters.Member("top_p") is { } top && top.GetDouble() is <= 0 or >= 1 ? Invalid("`top_p` must be > 0.0 and < 1.0")
            : parameters.Int("max_new_tokens") <= 0 ? Invalid("`max_new_tokens` must be strictly positive")
            : parameters.Member("stop").Items().Count() > 4 ? Invalid($"`stop` supports up to 4 stop sequences. Given: {parameters.Member("stop").Items().Count()}") : null;
    }
}
