using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Bedrock;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Bedrock;

public sealed class BedrockTests(Box sandbox) : IClassFixture<Box>
{
    private const string Whole = "/model/sandbox-open/converse";
    private const string Hi = """{"role":"user","content":[{"text":"hi"}]}""";
    private const string Weather = """{"role":"user","content":[{"text":"What is the weather in Paris?"}]}""";
    private const string Tools = """{"tools":[{"toolSpec":{"name":"get_weather","inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}}]}""";

    private static JsonElement Content(JsonElement answer) => answer.GetProperty("output").GetProperty("message").GetProperty("content");

    /// <summary>Reads frames as the specification of AWS says, checksums by a bitwise division.</summary>
    private static List<(Dictionary<string, string> Headers, JsonElement Payload)> Frames(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<(Dictionary<string, string>, JsonElement)>();
        while (bytes.Length > 0)
        {
            var total = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes);
            var head = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
            Assert.Equal(Divide(bytes[..8]), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));
            Assert.Equal(Divide(bytes[..(total - 4)]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(total - 4)..]));
            var headers = new Dictionary<string, string>();
            for (var rest = bytes.Slice(12, head); rest.Length > 0;)
            {
                var name = Encoding.UTF8.GetString(rest.Slice(1, rest[0]));
                rest = rest[(1 + rest[0])..];
                Assert.Equal(7, rest[0]);
                var length = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
                headers[name] = Encoding.UTF8.GetString(rest.Slice(3, length));
                rest = rest[(3 + length)..];
            }

            frames.Add((headers, JsonElement.Parse(bytes[(12 + head)..(total - 4)])));
            bytes = bytes[total..];
        }

        return frames;
    }

    private static uint Divide(ReadOnlySpan<byte> bytes)
    {
        var rest = uint.MaxValue;
        foreach (var one in bytes)
        {
            rest ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                rest = (rest >> 1) ^ ((rest & 1) * 0xEDB88320);
            }
        }

        return ~rest;
    }

    private async Task<List<(Dictionary<string, string> Headers, JsonElement Payload)>> StreamAsync(string model, string body)
    {
        using var response = await sandbox.PostAsync($"/model/{model}/converse-stream", body);
        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.MediaType);
        return Frames(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Arithmetic_Whole_HoldsTheSumAndUsage()
    {
        var answer = await sandbox.PostJsonAsync(Whole, """{"messages":[{"role":"user","content":[{"text":"What is 17 + 25?"}]}]}""");
        Assert.Contains("42", Content(answer)[0].GetProperty("text").GetString());
        Assert.Equal(("end_turn", 8), (answer.GetProperty("stopReason").GetString(), answer.GetProperty("usage").GetProperty("inputTokens").GetInt32()));
    }

    [Fact]
    public async Task Stream_OfACall_IsFramesWithTrueChecksums()
    {
        var frames = await StreamAsync("sandbox-open", $$"""{"messages":[{{Weather}}],"toolConfig":{{Tools}}}""");
        Assert.Equal(["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"], frames.Select(frame => frame.Headers[":event-type"]).Distinct());
        var input = string.Concat(frames.Where(frame => frame.Headers[":event-type"] == "contentBlockDelta").Select(frame => frame.Payload.GetProperty("delta").GetProperty("toolUse").GetProperty("input").GetString()));
        Assert.Equal("""{"city":"Paris"}""", input);
        Assert.Equal("tool_use", frames[^2].Payload.GetProperty("stopReason").GetString());
        Assert.True(frames[^1].Payload.GetProperty("usage").GetProperty("outputTokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Stream_ThatFails_EndsWithAnException()
    {
        var frames = await StreamAsync("sandbox-open+error", $$"""{"messages":[{{Hi}}]}""");
        Assert.Equal(("exception", "internalServerException"), (frames[^1].Headers[":message-type"], frames[^1].Headers[":exception-type"]));
    }

    [Fact]
    public async Task Tools_WithThinking_RoundTripAndNoticeAForgery()
    {
        const string thinking = """ "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":1024}} """;
        var first = await sandbox.PostJsonAsync(Whole, $$"""{"messages":[{{Weather}}],"toolConfig":{{Tools}},{{thinking}}}""");
        var content = Content(first).GetRawText();
        var id = Content(first)[1].GetProperty("toolUse").GetProperty("toolUseId").GetRawText();
        string Next(string turn) => $$$"""{"messages":[{{{Weather}}},{"role":"assistant","content":{{{turn}}}},{"role":"user","content":[{"toolResult":{"toolUseId":{{{id}}},"content":[{"text":"18 degrees"}]}}]}],"toolConfig":{{{Tools}}},{{{thinking}}}}""";
        Assert.Contains("18 degrees", Content(await sandbox.PostJsonAsync(Whole, Next(content)))[1].GetProperty("text").GetString());
        Assert.Contains("Invalid `signature`", await sandbox.PostTextAsync(Whole, Next(content.Replace("simulated reasoning", "altered reasoning", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("\"maxTokens\":2", "max_tokens", "The answ")]
    [InlineData("\"stopSequences\":[\" is\"]", "stop_sequence", "The answer")]
    public async Task Limits_TokensOrStop_EndTheAnswer(string limit, string stop, string text)
    {
        var answer = await sandbox.PostJsonAsync(Whole, $$$"""{"inferenceConfig":{{{{limit}}}},"messages":[{"role":"user","content":[{"text":"What is 17 + 25?"}]}]}""");
        Assert.Equal((stop, text), (answer.GetProperty("stopReason").GetString(), Content(answer)[0].GetProperty("text").GetString()));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { $$$""" "messages":[{{{Hi}}},{{{Hi}}}] """, "must alternate between user and assistant roles" },
        { """ "messages":[{"role":"assistant","content":[{"text":"hi"}]}] """, "must start with a user message" },
        { """ "messages":[{"role":"system","content":[{"text":"hi"}]}] """, "Member must satisfy enum value set: [user, assistant]" },
        { """ "messages":[{"role":"user","content":[{"text":""}]}] """, "is blank" },
        { """ "messages":[{"role":"user","content":[{"type":"text"}]}] """, "must set exactly one of the following keys" },
        { """ "messages":[{"role":"user","content":"hi"}] """, "an array is expected" },
        { """ "messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[]}}]}] """, "exceeds the number of toolUse blocks of previous turn" },
        { $$$$""" "messages":[{{{{Hi}}}},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{}}}]},{{{{Hi}}}}] """, "Expected toolResult blocks at messages.2.content for the following Ids: t" },
        { $$$$$""" "messages":[{{{{{Hi}}}}},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"x"}]}}]}] """, "toolConfig field must be defined" },
        { $$$$""" "messages":[{{{{Hi}}}},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":"{}"}}]}] """, "Provide a json object" },
        { $$$""" "messages":[{{{Hi}}}],"inferenceConfig":{"temperature":1.5} """, "less than or equal to 1" },
        { $$$""" "messages":[{{{Hi}}}],"toolConfig":{"tools":[]} """, "length greater than or equal to 1" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_AgainstTheRules_IsRefusedWithItsType(string fields, string words)
    {
        using var response = await sandbox.PostAsync(Whole, $$"""{{{fields}}}""");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith("ValidationException", response.Headers.GetValues("x-amzn-errortype").Single());
        Assert.Contains(words, (await Box.JsonAsync(response)).GetProperty("message").GetString());
    }

    // Titan, which knows no turns, took two of the user's in a row.
    [Fact]
    public void Recorded_RequestsThatBedrockTook_AreTaken() => Recordings.AssertTaken("bedrock-converse__bedrock__*__200__*.json",
        static (body, path) => path.Contains("titan", StringComparison.Ordinal) ? null : BedrockStrictness.Refuse(body, foreignSignatures: true)?.Message);
}
