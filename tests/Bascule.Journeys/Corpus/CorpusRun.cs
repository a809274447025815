using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Corpus;

/// <summary>Replays every recording once through one running gateway: asked in its own dialect, and in the other one.</summary>
public sealed class CorpusRun : IAsyncLifetime
{
    private const string Marker = "x-recording";
    private const int Parallel = 4;
    private const int ChunkBytes = 700;

    private readonly ConcurrentDictionary<string, ScriptedRequest> _seen = new();
    private Dictionary<string, Recording> _recordings = [];

    internal IReadOnlyList<Outcome> Outcomes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _recordings = RecordingFolder.ReadAll().ToDictionary(recording => recording.Hash);
        if (_recordings.Count == 0)
        {
            return;
        }

        await using var upstream = await ScriptedUpstream.StartAsync(Answer);
        await using var gateway = await Gateway.StartAsync(Config(upstream.Address));
        var outcomes = new ConcurrentBag<Outcome>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            _recordings.Values, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (recording, cancel) => outcomes.Add(await ReplayAsync(gateway, recording, cancel)));
        Outcomes = [.. outcomes.OrderBy(one => one.Recording.Dialect, StringComparer.Ordinal).ThenBy(one => one.Recording.Hash, StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Outcome> ReplayAsync(Gateway gateway, Recording recording, CancellationToken cancel)
    {
        var bytes = CallerBytes.Of(recording);
        var same = await AskAsync(gateway, recording, recording.Dialect, bytes.Sent, recording.Query, cancel);
        var other = await AskOtherAsync(gateway, recording, bytes, cancel);
        return new Outcome(recording, Checked(() => [.. SameDialect.Check(recording, bytes, same), .. Rows(recording, same)]), other);
    }

    private async Task<IReadOnlyList<Problem>> AskOtherAsync(Gateway gateway, Recording recording, CallerBytes bytes, CancellationToken cancel)
    {
        var translated = OtherDialect.Translate(recording, bytes, out var why);
        if (translated is null && recording.Status != 200)
        {
            // A request that its provider refused may be past translating; the error is what counts.
            translated = OtherDialect.Translate(recording, CallerBytes.Of(recording with { Request = null }), out why);
        }

        if (translated is null)
        {
            return [new Problem("request", $"cannot be said in the other dialect: {why}")];
        }

        var heard = await AskAsync(gateway, recording, Formats.Other(recording.Dialect), translated, "", cancel);
        return Checked(() => [.. OtherDialect.Check(recording, heard), .. Rows(recording, heard)]);
    }

    private async Task<Heard> AskAsync(Gateway gateway, Recording recording, string dialect, byte[] body, string query, CancellationToken cancel)
    {
        var marker = $"{dialect} {recording.Hash}";
        using var request = new HttpRequestMessage(HttpMethod.Post, (dialect == Formats.Messages ? "/v1/messages" : "/v1/chat/completions") + query)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(Marker, marker);
        if (dialect == Formats.Messages)
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
            if (recording.Beta is { } beta)
            {
                request.Headers.Add("anthropic-beta", beta);
            }
        }

        using var response = await gateway.Client.SendAsync(request, cancel);
        var answer = await response.Content.ReadAsByteArrayAsync(cancel);
        // As it came over the wire: a parsed one is spelled anew.
        var type = response.Content.Headers.NonValidated.TryGetValues("content-type", out var types) ? types.ToString() : "";
        // A request that is refused before the rules see it has no row.
        var row = response.Headers.Contains("x-bascule-attempts") ? await gateway.RowAsync(response.Headers.GetValues("x-bascule-request-id").Single()) : null;
        return new Heard((int)response.StatusCode, type, answer, _seen.GetValueOrDefault(marker), row);
    }

    private ScriptedAnswer Answer(ScriptedRequest request)
    {
        var marker = request.Headers[Marker];
        _seen[marker] = request;
        var recording = _recordings[marker.Split(' ')[^1]];
        return recording.IsSse
            ? ScriptedAnswer.Stream(recording.ContentType, recording.Status).Then(recording.Answer).InChunksOf(ChunkBytes)
            : ScriptedAnswer.Whole(recording.Answer, recording.ContentType, recording.Status);
    }

    /// <summary>Two providers that the catalog does not know: without any quirk every byte counts.</summary>
    private static string Config(Uri upstream) => $$"""
        providers:
          {{Formats.Chat}}: { dialect: openai-chat, base_url: "{{upstream}}v1", api_key: "k", forward_headers: [{{Marker}}] }
          {{Formats.Messages}}: { dialect: anthropic, base_url: "{{upstream}}", api_key: "k", forward_headers: [{{Marker}}] }
        routes:
          any: [{{Formats.Chat}}/any]
        """;

    private static IEnumerable<Problem> Rows(Recording recording, Heard heard) => heard.Row is { } row ? Booked.Check(recording, row) : [];

    /// <summary>A reader that stumbles is a problem of that recording, not of the run.</summary>
    private static IReadOnlyList<Problem> Checked(Func<IEnumerable<Problem>> check)
    {
        try
        {
            return [.. check()];
        }
        catch (Exception stumbled) when (stumbled is System.Text.Json.JsonException or InvalidOperationException or InvalidCastException or NullReferenceException or FormatException)
        {
            return [new Problem("unreadable", stumbled.ToString())];
        }
    }
}

/// <summary>What came of one recording.</summary>
internal sealed record Outcome(Recording Recording, IReadOnlyList<Problem> Same, IReadOnlyList<Problem> Other)
{
    /// <summary>What should have come through and did not.</summary>
    public IEnumerable<Problem> Faults => Same.Concat(Other).Where(problem => !NotCarriable.Holds(Recording, problem));

    public bool Failed => Faults.Any();

    /// <summary>All came through but what has no place.</summary>
    public bool Partly => !Failed && Same.Count + Other.Count > 0;
}
