using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience.Media;

namespace Bascule.Engine.Resilience;

/// <summary>One try at one deployment: write its request, send it, and relay the answer the way the two dialects allow.</summary>
internal sealed class Attempt(Call call, CallReport report, AttemptReport made, AttemptClock clock)
{
    private readonly Target _target = made.Target;

    /// <summary>The wire format this provider is asked in.</summary>
    private readonly IDialect _wire = made.Target.Provider.DialectFor(call.Dialect);

    private bool Same => _wire.Name == call.Dialect.Name;

    /// <summary>Runs it. Null: the answer is with the caller, whole.</summary>
    public async Task<Failure?> RunAsync()
    {
        var edits = new BodyEdits();
        ChatRequest? asked = null;
        List<ReadOnlyMemory<byte>> pieces;
        made.DialectOut = _wire.Name;
        if (Same)
        {
            if (await InlineAsync(edits) is { } unfetched)
            {
                return unfetched;
            }

            pieces = Splice(edits);
        }
        else
        {
            var decoded = call.Decode();
            if (decoded.Failure is not null)
            {
                return decoded.Failure;
            }

            if (decoded.Value!.Foreign.FirstOrDefault(field => field.Binding) is { } binding)
            {
                return NotHere(binding.Name);
            }

            var restored = call.RestoreReasoning(decoded.Value!);
            var inlined = await InlineAsync(restored);
            if (inlined.Failure is not null)
            {
                return inlined.Failure;
            }

            asked = inlined.Value!;
            var writing = NewWriting();
            var written = new System.Buffers.ArrayBufferWriter<byte>(call.Body.Bytes.Length + 256);
            if (_wire.WriteRequest(asked, writing, written) is { } refusal)
            {
                return refusal;
            }

            made.Dropped = writing.Dropped;
            pieces = Mend(written.WrittenMemory);
            made.Edits = ReferenceEquals(asked, restored) ? made.Edits : [.. made.Edits, "inline"];
        }

        if (call.Strict && made.Dropped.Count > 0)
        {
            return RefuseDropped();
        }

        var ask = new ChatAsk(_wire.Name, _target.Deployment.Upstream, call.Profile.Stream, Same ? call.Query : null);
        using var request = await _target.Provider.NewChatAsync(ask, pieces, new PiecesContent(call.Body, pieces), call.Forwarded(_target, Same), clock.Token);
        using var response = await SendAsync(request);
        made.Status = (int)response.StatusCode;
        made.UpstreamRequestId = Upstream.RequestId(response.Headers).Without(_target.Provider.Options.ApiKey);
        if (!response.IsSuccessStatusCode)
        {
            using var waiting = report.Wait(call.Time);
            return await Upstream.ReadErrorAsync(response, _wire, clock.Token);
        }

        var frames = call.Profile.Stream ? _wire.NewFrameReader(Upstream.ContentType(response) ?? "") : null;
        if (frames is null)
        {
            return await new WholeRelay(call, report, made, clock, _wire, asked).RunAsync(response);
        }

        using var relay = new StreamRelay(call, report, made, clock, _wire, asked);
        return await relay.RunAsync(frames, response, edits.Names.Contains("include_usage"));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var waiting = report.Wait(call.Time);
        made.Sent = true;
        return await _target.Provider.Client(call.Timeouts.Connect).SendAsync(request, clock.Token);
    }

    /// <summary>A strict route: nothing is left out in silence.</summary>
    private Failure RefuseDropped()
    {
        var fields = string.Join(", ", made.Dropped);
        made.Dropped = [];
        return new Failure(Blame.Caller, FailureKind.Malformed, "field_not_taken", $"No deployment of this route has a place for: {fields}.")
        {
            Param = fields,
            Mend = "Leave them out, or ask a route that is not strict.",
            IsOfCandidate = true,
        };
    }

    /// <summary>Same dialect: what a deployment may not fetch is put into the bytes.</summary>
    private ValueTask<Failure?> InlineAsync(BodyEdits edits) =>
        _target.Provider.Options.MayFetch || call.Body.Bytes.Span.IndexOf("url\""u8) < 0 && call.Body.Bytes.Span.IndexOf("file_"u8) < 0
            ? ValueTask.FromResult<Failure?>(null)
            : Inlining.SpliceAsync(call, edits, clock.Token);

    private ValueTask<Read<ChatRequest>> InlineAsync(ChatRequest asked)
    {
        var mayFetch = _target.Provider.Options.MayFetch;
        return Inlining.InlineAsync(call, asked, mayFetch ? _wire.TakesUrls : MediaKinds.None, mayFetch, clock.Token);
    }

    /// <summary>Same dialect: the caller's bytes but for the splices that are needed.</summary>
    private List<ReadOnlyMemory<byte>> Splice(BodyEdits edits)
    {
        var profile = call.Profile;
        var body = call.Body.Bytes.Span;
        edits.SetModel(profile, _target.Deployment.Upstream);
        if (profile.Stream && profile.IncludeUsage != true && call.Dialect.StreamUsageIsAsked && _target.Deployment.TellsStreamUsage)
        {
            edits.AskForUsage(body, profile);
        }

        Refusals.Mend(made, edits, body, profile);
        return edits.IsEmpty ? [call.Body.Bytes] : edits.Apply(call.Body.Bytes);
    }

    /// <summary>Across dialects: the vendor's recorded refusals are mended in what we wrote.</summary>
    private List<ReadOnlyMemory<byte>> Mend(ReadOnlyMemory<byte> written)
    {
        if (_target.Deployment.Quirks.Count == 0 || RequestScan.Read(written.Span, _wire.Shape).Value is not { } profile)
        {
            return [written];
        }

        var edits = new BodyEdits();
        Refusals.Mend(made, edits, written.Span, profile);
        return edits.Apply(written);
    }

    private RequestWriting NewWriting()
    {
        const long plainDefault = 4096;
        var limit = _target.Deployment.Model?.MaxOutput?.Value;
        return new RequestWriting
        {
            Model = _target.Deployment.Upstream,
            From = call.Dialect.Name,
            Reasons = _target.Deployment.Model?.Reasoning?.Value,
            SignaturesOf = _target.Provider.SignaturesOf(_wire),
            DefaultMaxOutputTokens = limit ?? plainDefault,
        };
    }

    private Failure NotHere(string member) =>
        new(Blame.Caller, FailureKind.Malformed, "unsupported_parameter", $"'{member}' works only with a provider that speaks {call.Dialect.Name}.")
        {
            Param = member,
            Mend = "Leave it out, or ask a model of such a provider.",
        };
}
