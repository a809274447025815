using System.Collections.Concurrent;
using Bascule.Journeys.Faults.Matrix;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Policies;

/// <summary>
/// Confidential requests under every fault of the matrix, on routes that would leave the house by every way there is: the next candidate, a hedge, a rescue, a shadow, vectors, a count of tokens, a guardrail that is asked elsewhere.
/// One upstream is the house's own, the other is outside and records whoever comes.
/// </summary>
public sealed class ConfinementRun : IAsyncLifetime
{
    private const int Parallel = 8;

    private readonly ConcurrentDictionary<string, int> _turns = new(StringComparer.Ordinal);

    /// <summary>What reached the outside of confidential requests.</summary>
    public IReadOnlyList<ScriptedRequest> Leaked { get; private set; } = [];

    /// <summary>What reached it of the same requests while they were internal: the ways out are real.</summary>
    public IReadOnlyList<ScriptedRequest> Control { get; private set; } = [];

    /// <summary>How many confidential requests were made, and how many of them were answered.</summary>
    public (int Asked, int Answered) Confidential { get; private set; }

    /// <summary>What the house's own upstream was asked by way of a hedge or a rescue.</summary>
    public IReadOnlyList<string> Kinds { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await using var outside = await ScriptedUpstream.StartAsync(AnswerWell);
        await using var home = await ScriptedUpstream.StartAsync(Answer);
        await using (var gateway = await Gateway.StartAsync(Config(home, outside)))
        {
            var statuses = await PlayAsync(gateway, "confidential");
            Confidential = (statuses.Count, statuses.Count(status => status == 200));
            var rows = await gateway.StopAsync();    // shadows have ended by then
            Kinds = [.. rows.SelectMany(row => row.Attempts).Select(attempt => attempt.Kind).Distinct()];
        }

        Leaked = [.. outside.Seen];
        _turns.Clear();
        await using (var gateway = await Gateway.StartAsync(Config(home, outside)))
        {
            await PlayAsync(gateway, "internal");
            await gateway.StopAsync();
        }

        Control = [.. outside.Seen.Skip(Leaked.Count)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IReadOnlyList<int>> PlayAsync(Gateway gateway, string dataClass)
    {
        var statuses = new ConcurrentBag<int>();
        await System.Threading.Tasks.Parallel.ForEachAsync(Requests(), new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (one, cancel) =>
        {
            using var request = one();
            request.Headers.Add("x-bascule-data-class", dataClass);
            using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            statuses.Add((int)response.StatusCode);
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            try
            {
                await body.CopyToAsync(Stream.Null, cancel);
            }
            catch (Exception cut) when (cut is IOException or HttpRequestException)
            {
                // A broken answer is one of the faults.
            }
        });
        return [.. statuses];
    }

    private static IEnumerable<Func<HttpRequestMessage>> Requests()
    {
        foreach (var fault in FaultTable.All)
        {
            foreach (var caller in new[] { Ask.OpenAi, Ask.Anthropic })
            {
                foreach (var stream in new[] { false, true }.Where(stream => (stream ? fault.Stream : fault.Whole) is not null))
                {
                    yield return () => Ask.Request(caller, Ask.Body(caller, fault.Slug, stream, "A secret of the house."));
                }
            }
        }

        yield return () => Ask.Request(Ask.OpenAi, """{"model":"vectors","input":"A secret of the house."}""").To("/v1/embeddings");
        yield return () => Ask.Request(Ask.OpenAi, """{"model":"judged","input":"A secret of the house."}""").To("/v1/moderations");
        yield return () => Ask.Request(Ask.Anthropic, Ask.Body(Ask.Anthropic, "counted")).To("/v1/messages/count_tokens");
    }

    private ScriptedAnswer Answer(ScriptedRequest request)
    {
        var name = request.Json.TryGetProperty("model", out var model) ? model.GetString()! : "";
        var fault = FaultTable.All.FirstOrDefault(one => name == one.Slug + "-1" || name == one.Slug + "-2");
        if (fault is null || !IsChat(request))
        {
            return AnswerWell(request);
        }

        var scene = SceneOf(request, name.EndsWith("-1", StringComparison.Ordinal) ? _turns.AddOrUpdate(name, 0, (_, turn) => turn + 1) : 0);
        return name.EndsWith("-1", StringComparison.Ordinal) ? fault.Play(scene) : fault.Second?.Invoke(scene) ?? scene.Good;
    }

    private static ScriptedAnswer AnswerWell(ScriptedRequest request) => request.Target switch
    {
        var path when path.Contains("embeddings", StringComparison.Ordinal) => ScriptedAnswer.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"v","usage":{"prompt_tokens":1,"total_tokens":1}}"""),
        var path when path.Contains("moderations", StringComparison.Ordinal) => ScriptedAnswer.Json("""{"id":"m","model":"m","results":[{"flagged":false,"categories":{},"category_scores":{}}]}"""),
        var path when path.Contains("count_tokens", StringComparison.Ordinal) => ScriptedAnswer.Json("""{"input_tokens":5}"""),
        _ => SceneOf(request, 0).Good,
    };

    private static Scene SceneOf(ScriptedRequest request, int turn) => new(
        request.Target.Contains("/messages", StringComparison.Ordinal) ? Ask.Anthropic : Ask.OpenAi,
        request.Json.TryGetProperty("stream", out var stream) && stream.GetBoolean(), turn, Task.CompletedTask) { Request = request };

    private static bool IsChat(ScriptedRequest request) => request.Target.EndsWith("/chat/completions", StringComparison.Ordinal) || request.Target.EndsWith("/messages", StringComparison.Ordinal);

    private static string Config(ScriptedUpstream home, ScriptedUpstream outside)
    {
        var (own, other) = (home.Address.GetLeftPart(UriPartial.Authority), outside.Address.GetLeftPart(UriPartial.Authority));
        var deployments = FaultTable.All.SelectMany(fault => new[]
        {
            $"  {fault.Slug}-1: {{ provider: home{(fault.Hasty ? "-hasty" : "")}, upstream: {fault.Slug}-1 }}",
            $"  {fault.Slug}-2: {{ provider: engine, upstream: {fault.Slug}-2 }}",
        });
        var routes = FaultTable.All.Select((fault, at) => $"  {fault.Slug}: {{ candidates: [{fault.Slug}-1, {(at % 2 == 0 ? "chat/m, claude/m" : "claude/m, chat/m")}, {fault.Slug}-2], {Ways(fault)} }}");
        return $$"""
            providers:
              home: { dialect: openai-chat, base_url: "{{own}}/v1", hosting: self, jurisdiction: de }
              home-hasty: { dialect: openai-chat, base_url: "{{own}}/v1", hosting: self, jurisdiction: de, timeouts: { first_token: 1200ms, idle: 300ms } }
              engine: { engine: vllm, base_url: "{{own}}/v1", hosting: self, jurisdiction: fr }
              chat: { dialect: openai-chat, base_url: "{{other}}/v1", api_key: sk-upstream-0123456789abcdef, jurisdiction: us }
              claude: { dialect: anthropic, base_url: "{{other}}", api_key: sk-upstream-0123456789abcdef, jurisdiction: us }
            deployments:
            {{string.Join('\n', deployments)}}
            routes:
            {{string.Join('\n', routes)}}
              vectors: { candidates: [chat/v, home/v], shadow: { to: chat/v, share: 1 } }
              judged: [chat/m, home/m]
              counted: [claude/m, home/m]
            guardrails:
              - { name: elsewhere, on: input, deployment: chat/guard, action: flag, required: false }
              - { name: answers elsewhere, on: output, deployment: chat/judge, action: flag, required: false }
            policies:
              - { name: at home, when: { data_class: confidential }, require: { hosting: self, jurisdiction: eu } }
            """;
    }

    /// <summary>Every way out at once; what the fault's own route says counts before.</summary>
    private static string Ways(ProviderFault fault)
    {
        string[] ways = ["fallback_on: [error, timeout, rate_limit, context_length, overload, content_policy]", "rescue: continue", "hedge: { after: 400ms }", "shadow: { to: chat/m, share: 1 }"];
        return string.Join(", ", ways.Where(way => !fault.Route.Contains(way[..way.IndexOf(':', StringComparison.Ordinal)], StringComparison.Ordinal)).Append(fault.Route).Where(way => way.Length > 0));
    }
}
