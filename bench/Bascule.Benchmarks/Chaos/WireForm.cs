using System.Text;
using System.Text.Json;

namespace Bascule.Benchmarks.Chaos;

/// <summary>The two wire formats, as bytes: what upstreams send, and what a caller reads out of what he got.</summary>
internal abstract class WireForm
{
    public static WireForm Chat { get; } = new ChatForm();

    public static WireForm Messages { get; } = new MessagesForm();

    public abstract string Path { get; }

    public abstract byte[] Whole(string text, int tokens);

    public abstract byte[] Begin { get; }

    public abstract byte[] Piece(string text);

    public abstract byte[] End(int tokens);

    /// <summary>An error event within a stream.</summary>
    public abstract byte[] Error { get; }

    public abstract string Ask(string model, string prompt, bool stream);

    /// <summary>The text of a whole answer, or null where it is none.</summary>
    public abstract string? Text(JsonElement answer);

    /// <summary>The text that a stream says, whether it ended as it should, and whether it ended with an error.</summary>
    public (string Text, bool Ended, bool Failed) Read(string body)
    {
        var text = new StringBuilder();
        var (ended, failed) = (false, false);
        foreach (var line in body.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("data:"))
            {
                continue;
            }

            var data = line[5..].Trim();
            if (data.SequenceEqual("[DONE]"))
            {
                ended = true;
                continue;
            }

            var json = JsonElement.Parse(data.ToString());
            ended |= IsEnd(json);
            failed |= json.TryGetProperty("error", out _);
            text.Append(Delta(json));
        }

        return (text.ToString(), ended, failed);
    }

    protected abstract bool IsEnd(JsonElement json);

    protected abstract string? Delta(JsonElement json);

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class ChatForm : WireForm
    {
        public override string Path => "/v1/chat/completions";

        public override byte[] Begin { get; } = Chunk("""[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]""");

        public override byte[] Error { get; } = Bytes("""data: {"error":{"message":"The server had an error.","type":"server_error","param":null,"code":null}}""" + "\n\n");

        public override byte[] Whole(string text, int tokens) => Bytes(
            $$$"""{"id":"chatcmpl-chaos","object":"chat.completion","created":1790000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":260,"completion_tokens":{{{tokens}}},"total_tokens":{{{260 + tokens}}}}}""");

        public override byte[] Piece(string text) => Chunk($$$"""[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]""");

        public override byte[] End(int tokens) =>
        [
            .. Chunk("""[{"index":0,"delta":{},"finish_reason":"stop"}]"""),
            .. Chunk($$$"""[],"usage":{"prompt_tokens":260,"completion_tokens":{{{tokens}}},"total_tokens":{{{260 + tokens}}}}"""),
            .. "data: [DONE]\n\n"u8,
        ];

        public override string Ask(string model, string prompt, bool stream) =>
            $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{prompt}}"}],"stream":{{(stream ? "true" : "false")}}}""";

        public override string? Text(JsonElement answer) =>
            answer.TryGetProperty("choices", out var choices) ? choices[0].GetProperty("message").GetProperty("content").GetString() : null;

        protected override bool IsEnd(JsonElement json) => false;

        protected override string? Delta(JsonElement json) =>
            json.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null;

        private static byte[] Chunk(string rest) =>
            Bytes("data: " + """{"id":"chatcmpl-chaos","object":"chat.completion.chunk","created":1790000000,"model":"m","choices":""" + rest + "}\n\n");
    }

    private sealed class MessagesForm : WireForm
    {
        public override string Path => "/v1/messages";

        public override byte[] Begin { get; } =
        [
            .. Event("message_start", """{"type":"message_start","message":{"id":"msg_chaos","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":260,"output_tokens":1}}}"""),
            .. Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        ];

        public override byte[] Error { get; } = Event("error", """{"type":"error","error":{"type":"api_error","message":"Internal server error"}}""");

        public override byte[] Whole(string text, int tokens) => Bytes(
            $$$"""{"id":"msg_chaos","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"{{{text}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":260,"output_tokens":{{{tokens}}}}}""");

        public override byte[] Piece(string text) => Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}""");

        public override byte[] End(int tokens) =>
        [
            .. Event("content_block_stop", """{"type":"content_block_stop","index":0}"""),
            .. Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":{{{tokens}}}}}"""),
            .. Event("message_stop", """{"type":"message_stop"}"""),
        ];

        public override string Ask(string model, string prompt, bool stream) =>
            $$"""{"model":"{{model}}","max_tokens":1000,"messages":[{"role":"user","content":"{{prompt}}"}],"stream":{{(stream ? "true" : "false")}}}""";

        public override string? Text(JsonElement answer) =>
            answer.TryGetProperty("content", out var content) && content.GetArrayLength() == 1 ? content[0].GetProperty("text").GetString() : null;

        protected override bool IsEnd(JsonElement json) => json.GetProperty("type").ValueEquals("message_stop");

        protected override string? Delta(JsonElement json) =>
            json.GetProperty("type").ValueEquals("content_block_delta") && json.GetProperty("delta").TryGetProperty("text", out var text) ? text.GetString() : null;

        private static byte[] Event(string name, string data) => Bytes($"event: {name}\ndata: {data}\n\n");
    }
}
