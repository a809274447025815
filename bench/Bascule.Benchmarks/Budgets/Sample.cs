using System.Buffers.Binary;
using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Bedrock;
using Bascule.Engine.Dialects.Gemini;

namespace Bascule.Benchmarks.Budgets;

/// <summary>A small chat in one wire format: a question of about 1 KB, its whole answer, the beginning of a streamed one and a chunk with one word.</summary>
/// <param name="Name">The dialect's, and the form of its stream where it has two.</param>
/// <param name="Request">Null: no caller speaks it.</param>
internal sealed record Sample(string Name, IDialect Dialect, string StreamType, string? Request, string Answer, byte[] Opening, byte[] Chunk)
{
    private const string Answered = "Words of an answer, some of them. Words of an answer, some of them. Words of an answer, some of them.";

    private static readonly string Asked = string.Concat(Enumerable.Repeat("Some words of a prompt that says little. ", 24));

    public static IReadOnlyList<Sample> All { get; } =
    [
        Events("openai-chat",
            $$$$"""{"model":"assistant","messages":[{"role":"system","content":"You answer."},{"role":"user","content":"{{{{Asked}}}}"}],"max_tokens":500,"temperature":0.5}""",
            Encoding.UTF8.GetString(Load.Upstream.Whole), "", Encoding.UTF8.GetString(Load.Upstream.Chunk)),
        Events("anthropic",
            $$$$"""{"model":"assistant","system":"You answer.","messages":[{"role":"user","content":"{{{{Asked}}}}"}],"max_tokens":500,"temperature":0.5}""",
            $$$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"{{{{Answered}}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":260,"output_tokens":160}}""",
            Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"usage":{"input_tokens":25,"output_tokens":1}}}""")
            + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word"}}""")),
        Events("openai-responses",
            $$$$"""{"model":"assistant","instructions":"You answer.","input":[{"role":"user","content":"{{{{Asked}}}}"}],"max_output_tokens":500,"temperature":0.5}""",
            $$$$"""{"id":"resp_1","object":"response","created_at":1790000000,"status":"completed","error":null,"model":"gpt-5-2025-08-07","output":[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"{{{{Answered}}}}","annotations":[]}]}],"usage":{"input_tokens":260,"input_tokens_details":{"cached_tokens":0},"output_tokens":160,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":420}}""",
            Event("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":1790000000,"status":"in_progress","error":null,"model":"gpt-5-2025-08-07","output":[],"usage":null}}""")
            + Event("response.output_item.added", """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}""")
            + Event("response.content_part.added", """{"type":"response.content_part.added","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}"""),
            Event("response.output_text.delta", """{"type":"response.output_text.delta","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"delta":" word","logprobs":[]}""")),
        Events("openai-completions",
            $$$$"""{"model":"assistant","prompt":"{{{{Asked}}}}","max_tokens":500,"temperature":0.5}""",
            $$$$"""{"id":"cmpl-1","object":"text_completion","created":1790000000,"model":"gpt-5-2025-08-07","choices":[{"text":"{{{{Answered}}}}","index":0,"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":260,"completion_tokens":160,"total_tokens":420}}""",
            "", "data: " + """{"id":"cmpl-1","object":"text_completion","created":1790000000,"choices":[{"text":" word","index":0,"logprobs":null,"finish_reason":null}],"model":"gpt-5-2025-08-07"}""" + "\n\n"),
        Gemini("gemini", GeminiDialect.Instance, "text/event-stream", "data: {0}\r\n\r\n", ""),
        Gemini("gemini array", GeminiDialect.Array, "application/json", ",\r\n{0}", "["),
        Lines("ollama", "application/x-ndjson",
            $$$$"""{"model":"assistant","messages":[{"role":"system","content":"You answer."},{"role":"user","content":"{{{{Asked}}}}"}],"stream":false,"options":{"num_predict":500,"temperature":0.5}}""",
            """{"model":"llama3.3","created_at":"2026-11-20T10:00:00.000000Z","message":{"role":"assistant","content":"WORDS"}DONE}"""),
        Lines("ollama-generate", "application/x-ndjson",
            $$$$"""{"model":"assistant","system":"You answer.","prompt":"{{{{Asked}}}}","stream":false,"options":{"num_predict":500,"temperature":0.5}}""",
            """{"model":"llama3.3","created_at":"2026-11-20T10:00:00.000000Z","response":"WORDS"DONE}"""),
        Events("mistral", null,
            $$$$"""{"id":"m1","object":"chat.completion","created":1790000000,"model":"mistral-large-latest","choices":[{"index":0,"message":{"role":"assistant","content":"{{{{Answered}}}}","tool_calls":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":260,"completion_tokens":160,"total_tokens":420}}""",
            "", "data: " + """{"id":"m1","object":"chat.completion.chunk","created":1790000000,"model":"mistral-large-latest","choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}""" + "\n\n"),
        Events("cohere", null,
            $$$$"""{"id":"c1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"{{{{Answered}}}}"}]},"usage":{"billed_units":{"input_tokens":250,"output_tokens":160},"tokens":{"input_tokens":260,"output_tokens":160}}}""",
            Event("message-start", """{"type":"message-start","id":"c1","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}""")
            + Event("content-start", """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}"""),
            Event("content-delta", """{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":" word"}}}}""")),
        Events("tgi", null,
            $$$$"""{"generated_text":"{{{{Answered}}}}","details":{"finish_reason":"eos_token","generated_tokens":160,"seed":null,"prefill":[],"tokens":[]}}""",
            "", "data:" + """{"index":1,"token":{"id":1792,"text":" word","logprob":-0.5,"special":false},"generated_text":null,"details":null}""" + "\n\n"),
        new("bedrock", DialectSet.Find("bedrock")!, AwsEventStreamReader.ContentType, null,
            $$$$"""{"metrics":{"latencyMs":700},"output":{"message":{"content":[{"text":"{{{{Answered}}}}"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":260,"outputTokens":160,"totalTokens":420}}""",
            Message("messageStart", """{"p":"abcd","role":"assistant"}"""),
            Message("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":" word"},"p":"abcdefgh"}""")),
    ];

    public static Sample Of(string name) => All.Single(sample => sample.Name == name);

    public ICallerDialect? Caller => Dialect as ICallerDialect;

    private static Sample Events(string name, string? request, string answer, string opening, string chunk) =>
        new(name, DialectSet.Find(name)!, "text/event-stream", request, answer, Encoding.UTF8.GetBytes(opening.Length > 0 ? opening : chunk), Encoding.UTF8.GetBytes(chunk));

    private static Sample Lines(string name, string type, string request, string answer)
    {
        var chunk = Encoding.UTF8.GetBytes(answer.Replace("WORDS", " word", StringComparison.Ordinal).Replace("DONE", ""","done":false""", StringComparison.Ordinal) + "\n");
        var whole = answer.Replace("WORDS", Answered, StringComparison.Ordinal).Replace("DONE", ""","done":true,"done_reason":"stop","prompt_eval_count":260,"eval_count":160""", StringComparison.Ordinal);
        return new(name, DialectSet.Find(name)!, type, request, whole, chunk, chunk);
    }

    private static Sample Gemini(string name, GeminiDialect dialect, string type, string frame, string before)
    {
        var chunk = frame.Replace("{0}", """{"candidates": [{"content": {"parts": [{"text": " word"}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 260,"totalTokenCount": 261},"modelVersion": "gemini-2.5-flash","responseId": "g1"}""", StringComparison.Ordinal);
        return new(name, dialect, type,
            $$$$"""{"systemInstruction":{"parts":[{"text":"You answer."}]},"contents":[{"role":"user","parts":[{"text":"{{{{Asked}}}}"}]}],"generationConfig":{"maxOutputTokens":500,"temperature":0.5}}""",
            $$$$"""{"candidates":[{"content":{"parts":[{"text":"{{{{Answered}}}}"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":260,"candidatesTokenCount":160,"totalTokenCount":420},"modelVersion":"gemini-2.5-flash","responseId":"g1"}""",
            Encoding.UTF8.GetBytes(before + chunk.TrimStart(',')), Encoding.UTF8.GetBytes(chunk));
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    /// <summary>A message of AWS's event stream: lengths, headers, payload, both checksums.</summary>
    private static byte[] Message(string type, string payload)
    {
        byte[] headers = [.. Header(":event-type", type), .. Header(":message-type", "event")];
        var body = Encoding.UTF8.GetBytes(payload);
        var message = new byte[12 + headers.Length + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), AwsCrc32.Of(message.AsSpan(0, 8)));
        headers.CopyTo(message, 12);
        body.CopyTo(message, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), AwsCrc32.Of(message.AsSpan(0, message.Length - 4)));
        return message;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 7, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
