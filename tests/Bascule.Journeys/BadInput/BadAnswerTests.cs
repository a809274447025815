using System.Net.Http.Headers;
using System.Text;
using Bascule.Journeys.Corpus;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Journeys.Scenarios;
using Bascule.Journeys.Scenarios.Writers;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.BadInput;

/// <summary>What upstreams should never send, before callers of every dialect: a right answer or a clean error in the caller's own, never a broken or silent one.</summary>
public sealed class BadAnswerTests
{
    private const string Marker = "x-bad";
    private const string Right = "42";
    private const string LargeKind = "5 MB of it";
    private const int Large = 5 << 20;
    private const int Parallel = 4;

    private static readonly Dictionary<string, Func<Format, bool, ScriptedAnswer>> Answers = new()
    {
        ["a page of HTML"] = (_, _) => ScriptedAnswer.Whole("<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>"u8.ToArray(), "text/html"),
        ["a page of HTML by a proxy"] = (_, _) => ScriptedAnswer.Whole("<html><h1>502 Bad Gateway</h1></html>"u8.ToArray(), "text/html", 502),
        ["nothing"] = (format, stream) => Whole(format, stream, []),
        ["null"] = (format, stream) => Whole(format, stream, "null"u8.ToArray()),
        ["a list"] = (format, stream) => Whole(format, stream, "[]"u8.ToArray()),
        ["another shape"] = (format, stream) => Whole(format, stream, """{"choices":{},"content":"x","candidates":0,"message":[],"output":"","response":{},"generated_text":[]}"""u8.ToArray()),
        ["half of it, then a clean end"] = (format, stream) => Whole(format, stream, Bytes(format, stream)[..(Bytes(format, stream).Length / 2)]),
        ["half of it, then a cut"] = (format, stream) => format.Canned(Right, stream).AbortAfter(Bytes(format, stream).Length / 2),
        ["a byte too few"] = (format, stream) => Whole(format, stream, Bytes(format, stream)[..^3]),
        ["one byte at a time"] = (format, stream) => Pieces(format, stream, Bytes(format, stream)).InChunksOf(1),
        ["all of it twice"] = (format, stream) => stream ? Pieces(format, stream, [.. Bytes(format, stream), .. Bytes(format, stream)]) : format.Canned(Right, stream),
        [LargeKind] = (format, stream) => format.Canned(Right + new string('x', Large), stream),
        ["zeros"] = (format, stream) => Whole(format, stream, new byte[1000]),
    };

    public static TheoryData<string> Kinds => [.. Answers.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Answer_ThatIsNone_IsToldCleanlyInEveryDialect(string kind)
    {
        Format[] providers = [.. FormatSet.All.Where(one => one.IsProviders)];
        await using var upstream = await ScriptedUpstream.StartAsync(request => request.Headers[Marker].Split(' ') is [var format, var stream]
            ? Answers[kind](FormatSet.Of(format), bool.Parse(stream))
            : ScriptedAnswer.Reset());
        await using var gateway = await Gateway.StartAsync($$"""
            providers:
            {{string.Join('\n', providers.Select(one => $"  {one.Name}: {{ {one.Provider(upstream.Address)}, forward_headers: [{Marker}] }}"))}}
            """);
        Format[] callers = [.. FormatSet.Callers.Where(one => RequestWriter.All.ContainsKey(one.Name))];
        // Large answers take their time: each caller and each provider once.
        var all = from caller in callers
                  from provider in providers
                  where kind != LargeKind || Array.IndexOf(providers, provider) % callers.Length == Array.IndexOf(callers, caller)
                  from stream in new[] { false, true }
                  select (caller, provider, stream);
        var wrong = new List<string>();
        await System.Threading.Tasks.Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = kind == LargeKind ? 1 : Parallel }, async (one, cancel) =>
        {
            if (await CheckAsync(gateway, one.caller, one.provider, one.stream, cancel) is { } problem)
            {
                lock (wrong)
                {
                    wrong.Add($"{one.caller.Name} > {one.provider.Name}{(one.stream ? " stream" : "")}: {(problem.Length > 500 ? problem[..500] : problem)}");
                }
            }
        });
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<string?> CheckAsync(Gateway gateway, Format caller, Format provider, bool stream, CancellationToken cancel)
    {
        var name = $"{provider.Name}/m";
        var body = RequestWriter.All[caller.Name].Write(Wish.Of("What is 17 + 25?") with { Stream = stream }, name).ToJsonString();
        using var request = new HttpRequestMessage(HttpMethod.Post, caller.CallerPath(name, stream) + (stream && caller is GeminiFormat ? "?alt=sse" : ""))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(Marker, $"{provider.Name} {stream}");
        foreach (var (header, value) in caller.CallerHeaders(null))
        {
            request.Headers.Add(header, value);
        }

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        using var told = new MemoryStream();
        await response.Content.CopyToAsync(told, cancel);
        var type = response.Content.Headers.NonValidated.TryGetValues("content-type", out var types) ? types.ToString() : "";
        var heard = new Heard(caller, stream, (int)response.StatusCode, type, told.ToArray(), "", null, null);
        return Judge(new Reply(heard, RetryAfter: false, Broke: false), passed: caller == provider);
    }

    /// <summary>Null: right, or an error in the caller's own shape. What is passed on as it came may say more after its end.</summary>
    private static string? Judge(Reply told, bool passed) =>
        told.Status == 200 && told.Said.IsSound ? (told.Said.Text.StartsWith(Right, StringComparison.Ordinal) && (passed || told.Said.Broken.Count == 0) ? null : $"told as an answer ({string.Join(", ", told.Said.Broken)}): {told}")
        : told.Error is { Message.Length: > 0 } ? null : $"no error in the caller's dialect: {told}";

    private static byte[] Bytes(Format format, bool stream) => [.. format.Canned(Right, stream).Body.SelectMany(piece => piece.ToArray())];

    private static ScriptedAnswer Whole(Format format, bool stream, byte[] body) => ScriptedAnswer.Whole(body, TypeOf(format, stream));

    private static ScriptedAnswer Pieces(Format format, bool stream, byte[] body) => ScriptedAnswer.Stream(TypeOf(format, stream)).Then(body);

    private static string TypeOf(Format format, bool stream) => format.Canned(Right, stream).Headers.First(header => header.Key == "content-type").Value;
}
