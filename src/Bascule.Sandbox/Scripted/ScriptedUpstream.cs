using System.Collections.Concurrent;
using System.Threading.Channels;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bascule.Sandbox.Scripted;

/// <summary>An upstream on a real socket that answers what a test wrote down, and remembers what it was asked.</summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    /// <summary>Requests past this many are answered but no longer remembered.</summary>
    private const int MaxSeen = 10_000;
    private const long MaxRequestBytes = 256L << 20;

    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<ScriptedAnswer> _queue = new();
    private readonly Channel<ScriptedRequest> _arrivals = Channel.CreateBounded<ScriptedRequest>(
        new BoundedChannelOptions(MaxSeen) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<ScriptedRequest> _seen = [];
    private readonly Lock _lock = new();
    private WebApplication? _app;

    private ScriptedUpstream()
    {
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Answers what is not in the queue; without it such a request gets 500.</summary>
    public Func<ScriptedRequest, ScriptedAnswer>? Handler { get; set; }

    /// <summary>What an engine's health endpoint says. It is asked by the clock, so it takes no answer of the queue and is not remembered.</summary>
    public Func<ScriptedAnswer> Health { get; set; } = static () => ScriptedAnswer.Json("{}");

    public Strictness Strictness { get; set; }

    /// <summary>Every request so far, in the order of arrival, those refused by strictness too.</summary>
    public IReadOnlyList<ScriptedRequest> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    public static async Task<ScriptedUpstream> StartAsync(Func<ScriptedRequest, ScriptedAnswer>? handler = null, Strictness strictness = Strictness.None, string url = "http://127.0.0.1:0", CancellationToken cancel = default)
    {
        var upstream = new ScriptedUpstream { Handler = handler, Strictness = strictness };
        upstream._app = await Listener.StartAsync(url, MaxRequestBytes, upstream.AnswerAsync, cancel);
        upstream.Address = Listener.AddressOf(upstream._app);
        return upstream;
    }

    /// <summary>Adds answers for the next requests, one each.</summary>
    public ScriptedUpstream Enqueue(params ScriptedAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            _queue.Enqueue(answer);
        }

        return this;
    }

    /// <summary>The next request nobody took yet, waiting for it if need be.</summary>
    public Task<ScriptedRequest> NextAsync(CancellationToken cancel = default) => _arrivals.Reader.ReadAsync(cancel).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app!.DisposeAsync();
        _closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _closing.Token);
        ScriptedRequest? request = null;
        try
        {
            request = await ReadAsync(http, ends.Token);
            await using var left = http.RequestAborted.Register(request.Leave);
            if (!IsHealth(request))
            {
                Remember(request);
            }

            await PlayAsync(http, request, IsHealth(request) ? Health() : Choose(request), ends.Token);
            request.Finish();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            if (!_closing.IsCancellationRequested)
            {
                request?.Leave();
            }

            http.Abort();
        }
    }

    private static bool IsHealth(ScriptedRequest request) => request is { Method: "GET", Target: "/health" or "/api/version" };

    private ScriptedAnswer Choose(ScriptedRequest request) =>
        Strictness.Refuse(request) is { } refusal ? refusal
            : _queue.TryDequeue(out var next) ? next
            : Handler?.Invoke(request) ?? ScriptedAnswer.Json("""{"error":{"message":"The scripted upstream has no answer left.","type":"unscripted"}}""", 500);

    private void Remember(ScriptedRequest request)
    {
        lock (_lock)
        {
            if (_seen.Count < MaxSeen)
            {
                _seen.Add(request);
            }
        }

        _arrivals.Writer.TryWrite(request);
    }

    private static async Task<ScriptedRequest> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancel);
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new ScriptedRequest(http.Request.Method, http.Features.Get<IHttpRequestFeature>()!.RawTarget, headers, body.ToArray());
    }

    private static async Task PlayAsync(HttpContext http, ScriptedRequest request, ScriptedAnswer answer, CancellationToken cancel)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        foreach (var step in answer.Steps)
        {
            switch (step)
            {
                case ScriptedStep.Send send:
                    await response.Body.WriteAsync(send.Bytes, cancel);
                    await response.Body.FlushAsync(cancel);
                    break;
                case ScriptedStep.Drip drip:
                    for (var at = 0; at < drip.Bytes.Length; at++)
                    {
                        await Task.Delay(drip.Pause, cancel);
                        await response.Body.WriteAsync(drip.Bytes.Slice(at, 1), cancel);
                        await response.Body.FlushAsync(cancel);
                    }

                    break;
                case ScriptedStep.Hold hold:
                    await hold.Released.WaitAsync(cancel);
                    break;
                case ScriptedStep.Silence:
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
                    break;
                default:
                    request.Finish();
                    http.Abort();
                    return;
            }
        }
    }
}
