using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.Provided;

/// <summary>Recorded requests of callers, asked in the dialects that only providers speak: no word and no call is lost.</summary>
public sealed class RequestCorpusTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    public static TheoryData<string, string, string> Pairs => new()
    {
        { "openai-chat", "mistral", "mistral-small-latest" },
        { "anthropic-messages", "mistral", "mistral-small-latest" },
        { "openai-chat", "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0" },
        { "openai-chat", "bedrock", "amazon.nova-lite-v1:0" },
        { "anthropic-messages", "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0" },
        { "openai-chat", "cohere", "command-a-03-2025" },
        { "anthropic-messages", "cohere", "command-a-03-2025" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Corpus_EveryCallersRequest_KeepsItsWordsCallsAndTools(string recorded, string name, string model)
    {
        if (!Directory.Exists(Folder))
        {
            Assert.Skip($"The recorded traffic is absent: no folder {Path.GetFileName(Folder)} (BASCULE_CORPUS names it).");
        }

        var caller = recorded == "openai-chat" ? recorded : "anthropic";
        var wrong = new List<string>();
        var asked = 0;
        foreach (var file in Directory.GetFiles(Folder, $"{recorded}__*__200__*.json"))
        {
            using var exchange = JsonDocument.Parse(File.ReadAllBytes(file));
            if (exchange.RootElement.GetProperty("request").TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object
                && DialectSet.FindCaller(caller)!.ReadRequest(Encoding.UTF8.GetBytes(body.GetRawText())).Value is { } request)
            {
                asked++;
                var (written, dropped, _) = Provided.Ask(name, caller, request, model);
                var strings = string.Join('\n', Strings(JsonNode.Parse(written)));
                wrong.AddRange(Words(request).Where(word => !strings.Contains(word, StringComparison.Ordinal)).Select(word => $"{Path.GetFileName(file)}: '{word[..Math.Min(60, word.Length)]}' (dropped: {string.Join(", ", dropped)})"));
            }
        }

        Assert.True(asked > 20, $"only {asked} requests");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What must arrive: the words of every turn and result, the names of functions offered and called.</summary>
    private static IEnumerable<string> Words(ChatRequest request)
    {
        var parts = request.Turns.SelectMany(turn => turn.Parts).ToArray();
        var results = parts.OfType<ToolResultPart>().SelectMany(result => result.Content);
        var texts = request.Instructions.Concat(parts).Concat(results).OfType<TextPart>().Select(text => text.Text.Trim());
        var offered = request.ToolChoice is { Kind: ToolChoiceKind.None or ToolChoiceKind.Named } or { Allowed.Count: > 0 } ? [] : request.Tools.OfType<FunctionTool>().Select(tool => tool.Name);
        return texts.Concat(parts.OfType<ToolCallPart>().Select(call => call.Name)).Concat(offered).Where(word => word.Length > 0);
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Strings(member.Value)),
        JsonArray items => items.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
