using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Errands;

/// <summary>Recorded embeddings, reranks, moderations and counts of real providers through a running gateway, asked as they were.</summary>
public sealed class RecordedTests
{
    /// <summary>The recorded dialects, and the addresses of theirs that callers may ask at here.</summary>
    private static readonly (string Ending, string Address, string Dialect)[] Addresses =
    [
        ("/embeddings", "/v1/embeddings", "openai-chat"), ("/rerank", "/v1/rerank", "openai-chat"), ("/moderations", "/v1/moderations", "openai-chat"),
        ("/messages/count_tokens", "/v1/messages/count_tokens", "anthropic"),
        (":countTokens", "/v1beta/models/MODEL:countTokens", "gemini"), (":embedContent", "/v1beta/models/MODEL:embedContent", "gemini"), (":batchEmbedContents", "/v1beta/models/MODEL:batchEmbedContents", "gemini"),
    ];

    public static TheoryData<string> Files => RecordingFolder.Path is { } folder
        ? [.. new[] { "embeddings__", "gemini-embed__", "rerank__", "moderations__", "count-tokens__" }.SelectMany(kind => Directory.EnumerateFiles(folder, kind + "*.json")).Select(path => System.IO.Path.GetFileName(path)!).Order(StringComparer.Ordinal)]
        : ["none"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Recording_AskedAsItWas_SaysTheSame(string file)
    {
        Assert.SkipWhen(RecordingFolder.Path is null, RecordingFolder.Absent);
        var root = JsonElement.Parse(await File.ReadAllBytesAsync(System.IO.Path.Combine(RecordingFolder.Path!, file), TestContext.Current.CancellationToken));
        var (request, response) = (root.GetProperty("request"), root.GetProperty("response"));
        var path = request.GetProperty("path").GetString()!.Split('?')[0];
        var at = Array.Find(Addresses, known => path.EndsWith(known.Ending, StringComparison.Ordinal) && !path.StartsWith("/api/embed", StringComparison.Ordinal));
        Assert.SkipWhen(at.Address is null, "callers have no such address here; its answers are read by the tests of the vectors");
        var (status, answer) = (response.GetProperty("status").GetInt32(), response.GetProperty("body").GetRawText());
        await using var house = await ScriptedHouse.StartWithAsync(upstream => $$"""gemini: { dialect: gemini, base_url: "{{upstream}}", api_key: {{ScriptedHouse.UpstreamKey}} }""");
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer, status));
        var body = JsonNode.Parse(request.GetProperty("body").GetRawText())!.AsObject();
        var model = body["model"]?.GetValue<string>() ?? path.Split('/')[^1].Split(':')[0];
        var named = body.ContainsKey("model");
        if (named)
        {
            body["model"] = $"{at.Dialect}/{model}";
        }

        var told = await house.Client.PostAsync(at.Address.Replace("MODEL", $"{at.Dialect}/{model}", StringComparison.Ordinal), body.ToJsonString());

        var seen = await house.Upstream.NextAsync(TestContext.Current.CancellationToken);
        if (named)
        {
            body["model"] = model;
        }

        Assert.Equal(body.ToJsonString(), JsonNode.Parse(seen.Text)!.ToJsonString());
        var row = await house.Gateway.RowAsync(told.Id);
        if (status == 200)
        {
            Assert.Equal((200, answer), (told.Status, told.Text));
            Assert.Equal((200, null), (row.Status, row.Error));
            Assert.Equal(Told(answer), row.Usage is { Estimated: false } usage ? usage.Input : null);
        }
        else if (status == 404 && at.Ending.EndsWith("countTokens", StringComparison.Ordinal))
        {
            // A provider that does not count is no reason to know nothing.
            Assert.Equal((200, 200, 0L), (told.Status, row.Status, row.CostNano));
        }
        else
        {
            Assert.Equal(told.Status, row.Status);
            Assert.True(told.Status is >= 400 and < 600);
            Assert.NotEmpty(told.Json.GetProperty("error").GetProperty("message").GetString()!);
        }
    }

    /// <summary>The tokens that an answer tells, under any of its names.</summary>
    private static long? Told(string answer)
    {
        var usage = JsonNode.Parse(answer)?["usage"] ?? JsonNode.Parse(answer)?["usageMetadata"];
        return (usage?["prompt_tokens"] ?? usage?["promptTokenCount"] ?? usage?["total_tokens"])?.GetValue<long>();
    }
}
