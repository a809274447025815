using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Corpus;

/// <summary>Replays every recording through one running gateway: asked in its own dialect, asked in others, and its request asked of a provider of another.</summary>
public sealed class CorpusRun : IAsyncLifetime
{
    private const string Marker = "x-recording";
    private const int Parallel = 4;
    private const int ChunkBytes = 700;

    private readonly ConcurrentDictionary<string, ScriptedRequest> _seen = new();
    private Dictionary<string, Recording> _recordings = [];
    private Gateway _gateway = null!;

    internal IReadOnlyList<Outcome> Outcomes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _recordings = RecordingFolder.ReadAll().ToDictionary(recording => recording.Hash);
        if (_recordings.Count == 0)
        {
            return;
        }

        await using var upstream = await ScriptedUpstream.StartAsync(Answer);
        await using var gateway = _gateway = await Gateway.StartAsync(Config(upstream.Address));
        var outcomes = new ConcurrentBag<Outcome>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            _recordings.Values, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (recording, cancel) => outcomes.Add(await ReplayAsync(recording, cancel)));
        Outcomes = [.. outcomes.OrderBy(one => one.Recording.Format.Name, StringComparer.Ordinal).ThenBy(one => one.Recording.Hash, StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Outcome> ReplayAsync(Recording recording, CancellationToken cancel)
    {
        var replays = new List<Replay>();
        if (recording.Format.IsCallers)
        {
            replays.Add(await AskSameAsync(recording, cancel));
        }

        foreach (var caller in Pairing.CallersFor(recording))
        {
            replays.Add(await AskOtherAsync(recording, caller, cancel));
        }

        if (Pairing.ProviderFor(recording) is { } provider)
        {
            replays.Add(await AskElsewhereAsync(recording, provider, cancel));
        }

        return new Outcome(recording, replays);
    }

    private async Task<Replay> AskSameAsync(Recording recording, CancellationToken cancel)
    {
        var (format, bytes) = (recording.Format, CallerBytes.Of(recording));
        var heard = await AskAsync(recording, Way.Same, format, format, bytes.Sent, bytes.Model, SameDialect.QueryOf(recording), cancel);
        return new Replay(Way.Same, format, format, Checked(() => [.. SameDialect.Check(recording, bytes, heard), .. Rows(recording, heard)]));
    }

    private async Task<Replay> AskOtherAsync(Recording recording, Format caller, CancellationToken cancel)
    {
        var asked = OtherDialect.Translate(recording, caller, out var why);
        if (asked is null && recording.Status != 200)
        {
            // A request that its provider refused may be past translating; the error is what counts.
            asked = OtherDialect.Translate(recording with { Request = null }, caller, out why);
        }

        if (asked is not var (body, dropped))
        {
            return new Replay(Way.Other, caller, recording.Format, [new Problem("request", $"cannot be said in the other dialect: {why}")]);
        }

        var heard = await AskAsync(recording, Way.Other, caller, recording.Format, body, CallerBytes.Of(recording).Model, "", cancel);
        return new Replay(Way.Other, caller, recording.Format, Checked(() => Problem.OfRefusal(heard) is { } refused ? [refused] : [.. OtherDialect.Check(recording, heard, dropped), .. Rows(recording, heard)]));
    }

    private async Task<Replay> AskElsewhereAsync(Recording recording, Format provider, CancellationToken cancel)
    {
        var bytes = CallerBytes.Of(recording, provider.Name);
        var heard = await AskAsync(recording, Way.Elsewhere, recording.Format, provider, bytes.Sent, bytes.Model, SameDialect.QueryOf(recording), cancel);
        return new Replay(Way.Elsewhere, recording.Format, provider, Checked(() => Problem.OfRefusal(heard) is { } refused ? [refused] : Elsewhere.Check(recording, heard, provider)));
    }

    private async Task<Heard> AskAsync(Recording recording, Way way, Format caller, Format provider, byte[] body, string model, string query, CancellationToken cancel)
    {
        var marker = $"{way} {caller.Name} {provider.Name} {recording.Hash}";
        var streaming = recording.Streaming;
        using var request = new HttpRequestMessage(HttpMethod.Post, caller.CallerPath($"{provider.Name}/{model}", streaming) + query)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(Marker, marker);
        foreach (var (name, value) in caller.CallerHeaders(recording.Beta))
        {
            request.Headers.Add(name, value);
        }

        using var response = await _gateway.Client.SendAsync(request, cancel);
        var answer = await response.Content.ReadAsByteArrayAsync(cancel);
        // As it came over the wire: a parsed one is spelled anew.
        var type = response.Content.Headers.NonValidated.TryGetValues("content-type", out var types) ? types.ToString() : "";
        var dropped = response.Headers.TryGetValues("x-bascule-dropped", out var names) ? string.Join(',', names) : "";
        // A request that is refused before the rules see it has no row.
        var row = response.Headers.Contains("x-bascule-attempts") ? await _gateway.RowAsync(response.Headers.GetValues("x-bascule-request-id").Single()) : null;
        return new Heard(caller, streaming, (int)response.StatusCode, type, answer, dropped, _seen.GetValueOrDefault(marker), row);
    }

    private ScriptedAnswer Answer(ScriptedRequest request)
    {
        var marker = request.Headers[Marker];
        _seen.TryAdd(marker, request);
        var words = marker.Split(' ');
        var recording = _recordings[words[3]];
        if (words[0] == nameof(Way.Elsewhere))
        {
            return FormatSet.Of(words[2]).Canned(Elsewhere.AnswerTo(recording), recording.Streaming);
        }

        var answer = recording.IsStream
            ? ScriptedAnswer.Stream(recording.ContentType, recording.Status).Then(recording.Answer).InChunksOf(ChunkBytes)
            : ScriptedAnswer.Whole(recording.Answer, recording.ContentType, recording.Status);
        return recording.ErrorType is { } type ? answer.With("x-amzn-errortype", type) : answer;
    }

    /// <summary>Providers that the catalog does not know: without any quirk every byte counts.</summary>
    private static string Config(Uri upstream) => $$"""
        providers:
        {{string.Join('\n', FormatSet.All.Select(format => $"  {format.Name}: {{ {format.Provider(upstream)}, urls: pass, forward_headers: [{Marker}] }}"))}}
        routes:
          any: [{{FormatSet.All[0].Name}}/any]
        """;

    private static IEnumerable<Problem> Rows(Recording recording, Heard heard) => heard is { Row: { } row, Upstream: not null } ? Booked.Check(recording, row) : [];

    /// <summary>A reader that stumbles is a problem of that recording, not of the run.</summary>
    private static IReadOnlyList<Problem> Checked(Func<IEnumerable<Problem>> check)
    {
        try
        {
            return [.. check()];
        }
        catch (Exception stumbled) when (stumbled is JsonException or InvalidOperationException or InvalidCastException or NullReferenceException or FormatException)
        {
            return [new Problem("unreadable", stumbled.ToString())];
        }
    }
}
