namespace Bascule.Journeys;

/// <summary>Upstream answers as the vendors write them, for upstreams that a test scripts.</summary>
internal static class Wire
{
    /// <summary>A whole answer with usage.</summary>
    public static string Answer(string dialect, string text = "42", string model = "up-model-2026") => dialect == Ask.Anthropic
        ? $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"{{{model}}}","content":[{"type":"text","text":"{{{text}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":3},"x_unknown":[true]}"""
        : $$$"""{"id":"c1","object":"chat.completion","created":1750000000,"model":"{{{model}}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14},"x_unknown":[true]}""";

    /// <summary>What a stream says before its text.</summary>
    public static string Begin(string dialect, string model = "up-model-2026") => dialect == Ask.Anthropic
        ? Event("message_start", $$$$"""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"{{{{model}}}}","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":1}}}""")
            + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""")
        : Chunk(model, """{"role":"assistant","content":""}""", "null");

    /// <summary>A piece of text.</summary>
    public static string Text(string dialect, string text, string model = "up-model-2026") => dialect == Ask.Anthropic
        ? Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}""")
        : Chunk(model, $$"""{"content":"{{text}}"}""", "null");

    /// <summary>How a stream says why it ends, but not yet that it is complete.</summary>
    public static string Finish(string dialect, string model = "up-model-2026") => dialect == Ask.Anthropic
        ? Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
            + Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":3}}""")
        : Chunk(model, "{}", "\"stop\"");

    /// <summary>The proof that it is complete.</summary>
    public static string End(string dialect) => dialect == Ask.Anthropic ? Event("message_stop", """{"type":"message_stop"}""") : "data: [DONE]\n\n";

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static string Chunk(string model, string delta, string finish) =>
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","created":1750000000,"model":"{{{model}}}","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""" + "\n\n";
}
