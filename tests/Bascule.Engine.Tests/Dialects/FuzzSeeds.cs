using System.Buffers.Binary;
using System.Text;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>A small sound stream of each dialect, frame by frame: text, a tool call, usage and the end. What is fuzzed begins here.</summary>
internal static class FuzzSeeds
{
    private static readonly Dictionary<string, Stream> All = new()
    {
        ["openai-chat"] = Sse(Chat),
        ["mistral"] = Sse(Chat),
        ["anthropic"] = Events(
            """{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}""",
            """{"type":"content_block_stop","index":2}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}""",
            """{"type":"message_stop"}"""),
        ["gemini"] = Sse(
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hm.","thought":true}]},"index":0}],"usageMetadata":{"promptTokenCount":5},"modelVersion":"m","responseId":"r"}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hello"}]},"index":0}],"modelVersion":"m","responseId":"r"}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2ln"}]},"index":0}],"modelVersion":"m","responseId":"r"}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":9,"totalTokenCount":14},"modelVersion":"m","responseId":"r"}"""),
        ["openai-responses"] = Events(
            """{"type":"response.created","sequence_number":0,"response":{"id":"r","object":"response","created_at":1,"status":"in_progress","model":"m","output":[]}}""",
            """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"i","type":"message","role":"assistant","status":"in_progress","content":[]}}""",
            """{"type":"response.content_part.added","sequence_number":2,"item_id":"i","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""",
            """{"type":"response.output_text.delta","sequence_number":3,"item_id":"i","output_index":0,"content_index":0,"delta":"Hello"}""",
            """{"type":"response.output_text.done","sequence_number":4,"item_id":"i","output_index":0,"content_index":0,"text":"Hello"}""",
            """{"type":"response.output_item.done","sequence_number":5,"output_index":0,"item":{"id":"i","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hello","annotations":[]}]}}""",
            """{"type":"response.output_item.added","sequence_number":6,"output_index":1,"item":{"id":"f","type":"function_call","call_id":"c","name":"f","arguments":"","status":"in_progress"}}""",
            """{"type":"response.function_call_arguments.delta","sequence_number":7,"item_id":"f","output_index":1,"delta":"{}"}""",
            """{"type":"response.output_item.done","sequence_number":8,"output_index":1,"item":{"id":"f","type":"function_call","call_id":"c","name":"f","arguments":"{}","status":"completed"}}""",
            """{"type":"response.completed","sequence_number":9,"response":{"id":"r","object":"response","created_at":1,"status":"completed","model":"m","output":[],"usage":{"input_tokens":5,"output_tokens":9,"total_tokens":14}}}"""),
        ["openai-completions"] = Sse(
            """{"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"Hello","finish_reason":null}]}""",
            """{"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"","finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":9,"total_tokens":14}}""",
            "[DONE]"),
        ["ollama"] = Lines(
            """{"model":"m","created_at":"2025-06-15T12:00:00Z","message":{"role":"assistant","content":"","thinking":"Hm."},"done":false}""",
            """{"model":"m","created_at":"2025-06-15T12:00:00Z","message":{"role":"assistant","content":"Hello"},"done":false}""",
            """{"model":"m","created_at":"2025-06-15T12:00:00Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done":false}""",
            """{"model":"m","created_at":"2025-06-15T12:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":9}"""),
        ["ollama-generate"] = Lines(
            """{"model":"m","created_at":"2025-06-15T12:00:00Z","response":"Hello","done":false}""",
            """{"model":"m","created_at":"2025-06-15T12:00:00Z","response":"","done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":9}"""),
        ["bedrock"] = new("application/vnd.amazon.eventstream",
        [
            Message("messageStart", """{"role":"assistant"}"""),
            Message("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm."}}}"""),
            Message("contentBlockStop", """{"contentBlockIndex":0}"""),
            Message("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"Hello"}}"""),
            Message("contentBlockStop", """{"contentBlockIndex":1}"""),
            Message("contentBlockStart", """{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t1","name":"f"}}}"""),
            Message("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"toolUse":{"input":"{}"}}}"""),
            Message("contentBlockStop", """{"contentBlockIndex":2}"""),
            Message("messageStop", """{"stopReason":"tool_use"}"""),
            Message("metadata", """{"usage":{"inputTokens":5,"outputTokens":9,"totalTokens":14},"metrics":{"latencyMs":1}}"""),
        ]),
        ["cohere"] = Sse(
            """{"id":"c","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}""",
            """{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"Hm."}}}""",
            """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
            """{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hello"}}}}""",
            """{"type":"content-end","index":0}""",
            """{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"t1","type":"function","function":{"name":"f","arguments":""}}}}}""",
            """{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}""",
            """{"type":"tool-call-end","index":0}""",
            """{"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":5,"output_tokens":9}}}}"""),
        ["tgi"] = Sse(
            """{"index":1,"token":{"id":1,"text":"Hello","logprob":-0.5,"special":false},"generated_text":null,"details":null}""",
            """{"index":2,"token":{"id":2,"text":"</s>","logprob":-0.5,"special":true},"generated_text":"Hello","details":{"finish_reason":"eos_token","generated_tokens":2,"seed":null}}"""),
    };

    private static string[] Chat =>
    [
        """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":"Hm."},"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":9,"total_tokens":14}}""",
        "[DONE]",
    ];

    /// <summary>Null: a dialect that nobody has written a stream for here.</summary>
    public static Stream? Of(string dialect) => All.GetValueOrDefault(dialect);

    private static Stream Sse(params string[] data) => new("text/event-stream", [.. data.Select(one => Encoding.UTF8.GetBytes($"data: {one}\n\n"))]);

    private static Stream Events(params string[] data) =>
        new("text/event-stream", [.. data.Select(one => Encoding.UTF8.GetBytes($"event: {one.Split('"')[3]}\ndata: {one}\n\n"))]);

    private static Stream Lines(params string[] data) => new("application/x-ndjson", [.. data.Select(one => Encoding.UTF8.GetBytes(one + "\n"))]);

    private static byte[] Message(string name, string payload)
    {
        byte[] head = [.. Header(":event-type", name), .. Header(":message-type", "event")];
        var body = Encoding.UTF8.GetBytes(payload);
        var message = new byte[16 + head.Length + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Checksum(message.AsSpan(0, 8)));
        head.CopyTo(message, 12);
        body.CopyTo(message, 12 + head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Checksum(message.AsSpan(0, message.Length - 4)));
        return message;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.UTF8.GetBytes(name), 7, 0, (byte)value.Length, .. Encoding.UTF8.GetBytes(value)];

    /// <summary>CRC-32 as zip files have it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB88320 & (0 - (sum & 1)));
            }
        }

        return ~sum;
    }

    /// <summary>The content type of a stream and its frames.</summary>
    internal sealed record Stream(string ContentType, byte[][] Frames)
    {
        public byte[] Bytes => [.. Frames.SelectMany(one => one)];
    }
}
