using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects.Provided;

/// <summary>What callers ask in a provider's own dialect, and what its answers, streams and errors mean.</summary>
public sealed partial class GoldenTests
{
    public static TheoryData<string, string> ChatRequests => Cases(".openai-chat.json");

    public static TheoryData<string, string> ClaudeRequests => Cases(".anthropic.json");

    public static TheoryData<string, string> Answers => Cases(".answer.json");

    public static TheoryData<string, string> Streams => Cases(".stream");

    public static TheoryData<string, string> Errors => Cases(".error.json");

    [Theory]
    [MemberData(nameof(ChatRequests))]
    public void ChatRequest_Golden_IsAskedAsExpected(string dialect, string name) => CheckRequest(dialect, name, "openai-chat");

    [Theory]
    [MemberData(nameof(ClaudeRequests))]
    public void ClaudeRequest_Golden_IsAskedAsExpected(string dialect, string name) => CheckRequest(dialect, name, "anthropic");

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Golden_IsReadAsExpected(string dialect, string name)
    {
        var read = Provided.Find(dialect).ReadAnswer(GoldenFiles.Read(dialect, name + ".answer.json"));
        GoldenFiles.Check(dialect, name + ".answer.txt", WithoutMadeIds(HubText.Render((object?)read.Failure ?? read.Value)));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_IsReadAsExpectedHoweverItIsSplit(string dialect, string name)
    {
        var stream = GoldenStream.Bytes(dialect, GoldenFiles.Read(dialect, name + ".stream"));
        var whole = WithoutMadeIds(HubText.Lines(Provided.Events(dialect, stream)));
        GoldenFiles.Check(dialect, name + ".stream.txt", whole);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(whole, WithoutMadeIds(HubText.Lines(Provided.Events(dialect, stream, cut))));
        }

        Assert.Equal(whole, WithoutMadeIds(HubText.Lines(Provided.Events(dialect, stream, [.. Enumerable.Range(0, stream.Length)]))));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_CutAnywhereBeforeItsProof_IsNoSuccess(string dialect, string name)
    {
        var stream = GoldenStream.Bytes(dialect, GoldenFiles.Read(dialect, name + ".stream"));
        if (Provided.Events(dialect, stream)[^1] is AnswerFailed)
        {
            return;
        }

        var proved = Enumerable.Range(0, stream.Length + 1).First(length => Provided.Events(dialect, stream[..length])[^1] is AnswerEnded);
        Assert.All(Enumerable.Range(proved, stream.Length + 1 - proved), length => Assert.True(
            Provided.Events(dialect, stream[..length])[^1] is AnswerEnded or AnswerFailed));
        Assert.InRange(proved, stream.Length / 2, stream.Length);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_Golden_IsClassifiedAsExpected(string dialect, string name)
    {
        using var given = JsonDocument.Parse(GoldenFiles.Read(dialect, name + ".error.json"));
        var lines = given.RootElement.EnumerateArray().Select(one =>
        {
            var body = one.GetProperty("body") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : one.GetProperty("body").GetRawText();
            var type = one.TryGetProperty("type", out var said) ? said.GetString() : null;
            return HubText.Line(Provided.Find(dialect).ReadError(one.GetProperty("status").GetInt32(), Encoding.UTF8.GetBytes(body), type)) + "\n";
        });
        GoldenFiles.Check(dialect, name + ".error.txt", string.Concat(lines));
    }

    private static void CheckRequest(string dialect, string name, string caller)
    {
        var body = GoldenFiles.Read(dialect, $"{name}.{caller}.json");
        using var given = JsonDocument.Parse(body);
        var (written, dropped, refused) = Provided.Ask(dialect, caller, body, given.RootElement.GetProperty("model").GetString()!);
        using var json = JsonDocument.Parse(written);
        var text = $"{Indented(json.RootElement)}\ndropped: {string.Join(", ", dropped)}\n{(refused is null ? "" : HubText.Line(refused) + "\n")}";
        GoldenFiles.Check(dialect, $"{name}.{caller}.txt", text);
    }

    /// <summary>One line a member at the top: long lines hide what changed.</summary>
    private static string Indented(JsonElement root) => string.Join('\n', root.EnumerateObject().Select(member => member.Value.ValueKind == JsonValueKind.Array
        ? $"{member.Name}:\n{string.Join('\n', member.Value.EnumerateArray().Select(item => "  " + item.GetRawText()))}"
        : $"{member.Name}: {member.Value.GetRawText()}"));

    private static TheoryData<string, string> Cases(string ending)
    {
        var cases = new TheoryData<string, string>();
        foreach (var dialect in Provided.All)
        {
            foreach (var name in GoldenFiles.Cases(dialect, ending))
            {
                cases.Add(dialect, name);
            }
        }

        return cases;
    }

    private static string WithoutMadeIds(string text) => MadeId().Replace(text, "call_MADE");

    [GeneratedRegex("call_[0-9a-f]{32}")]
    private static partial Regex MadeId();
}
