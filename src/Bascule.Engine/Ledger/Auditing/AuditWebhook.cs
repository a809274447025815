using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Bascule.Engine.Providers;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>Sends checkpoints to where the gateway's own host cannot change them. Nobody waits for it, and it gives up in the end: the next checkpoint proves what the lost one did.</summary>
public sealed partial class AuditWebhook : IAsyncDisposable
{
    /// <summary>Checkpoints that wait; the oldest goes first, since a later one covers it.</summary>
    private const int MaxWaiting = 16;

    private const int MaxTries = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>At the end of the process the last one, which signs the whole chain, still gets so long.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly Channel<AuditCheckpoint> _waiting = Channel.CreateBounded<AuditCheckpoint>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpMessageInvoker _client;
    private readonly Uri _url;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditWebhook> _logger;
    private readonly Task _loop;

    /// <param name="door">The door as it is now: each delivery goes out by it, and no connection outlives a delivery.</param>
    public AuditWebhook(Uri url, Func<Door> door, TimeProvider time, ILogger<AuditWebhook> logger)
    {
        (_url, _time, _logger) = (url, time, logger);
        _client = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (context, cancel) => door().ConnectAsync(context, cancel), PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience });
        _loop = RunAsync();
    }

    public void Send(AuditCheckpoint checkpoint) => _waiting.Writer.TryWrite(checkpoint);

    public async ValueTask DisposeAsync()
    {
        if (_waiting.Writer.TryComplete())
        {
            _stop.CancelAfter(LastPatience);
            await _loop;
            _client.Dispose();
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (var checkpoint in _waiting.Reader.ReadAllAsync(_stop.Token))
            {
                await SendAsync(checkpoint);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends; the log and the chain have it.
        }
    }

    private async Task SendAsync(AuditCheckpoint checkpoint)
    {
        var pause = FirstPause;
        for (var left = MaxTries; ; left--)
        {
            var trouble = await TryAsync(checkpoint);
            if (trouble is null)
            {
                return;
            }

            if (left == 1)
            {
                Log.Undelivered(_logger, checkpoint.Number, MaxTries, trouble);
                return;
            }

            await Task.Delay(pause, _time, _stop.Token);
            pause *= 2;
        }
    }

    /// <summary>Why it was not taken; null: it was.</summary>
    private async Task<string?> TryAsync(AuditCheckpoint checkpoint)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        enough.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(Write(checkpoint)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _client.SendAsync(request, enough.Token);
            return response.IsSuccessStatusCode ? null : $"status {(int)response.StatusCode}";
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or OperationCanceledException && !_stop.IsCancellationRequested)
        {
            return trouble.GetType().Name;
        }
    }

    private static byte[] Write(AuditCheckpoint checkpoint)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("chain"u8, checkpoint.Chain);
            json.WriteString("host"u8, checkpoint.Host);
            json.WriteNumber("number"u8, checkpoint.Number);
            json.WriteString("hash"u8, checkpoint.Hash);
            json.WriteString("at"u8, checkpoint.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("key"u8, checkpoint.Key);
            json.WriteString("signature"u8, checkpoint.Signature);
            json.WriteString("signed"u8, Encoding.ASCII.GetString(AuditSigner.Text(checkpoint.Chain, checkpoint.Number, checkpoint.Hash, checkpoint.At)));
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static partial class Log
    {
        [LoggerMessage(46, LogLevel.Warning, "The audit checkpoint of entry {Number} could not be delivered to audit.webhook in {Tries} tries ({Trouble}); it stands in the chain and in this log")]
        public static partial void Undelivered(ILogger logger, long number, int tries, string trouble);
    }
}
