using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience.Errands;

/// <summary>One try at one deployment for what is not a chat: the caller's bytes with its model's name in them, or vectors asked for in the provider's own way.</summary>
internal sealed class ErrandAttempt(Call call, Errand errand, CallReport report, AttemptReport made, AttemptClock clock)
{
    private readonly Target _target = made.Target;

    /// <summary>Runs it. Null: the answer is with the caller, whole.</summary>
    public async ValueTask<Failure?> RunAsync()
    {
        var way = _target.Provider.ErrandFor(errand, _target.Deployment.Upstream, call.Query)
            ?? throw new InvalidOperationException("The plan holds only deployments that have this endpoint.");
        made.DialectOut = way.Dialect;
        EmbeddingRequest? asked = null;
        List<ReadOnlyMemory<byte>> pieces;
        if (way.Crosses is { } wire)
        {
            var read = errand.Embeddings!.ReadRequest(call.Body.Bytes, call.Address);
            if (read.Failure is not null)
            {
                return read.Failure;
            }

            asked = read.Value!;
            var written = new ArrayBufferWriter<byte>(call.Body.Bytes.Length + 256);
            if (Write(wire, asked, written) is { } refusal)
            {
                return refusal;
            }

            pieces = Mend(wire, written.WrittenMemory);
        }
        else
        {
            pieces = call.Form?.Splice(_target.Deployment.Upstream) ?? Splice();
        }

        return Refusals.Strictly(call, made) ?? await AskAsync(way, pieces, asked);
    }

    private async Task<Failure?> AskAsync(ErrandRequest way, List<ReadOnlyMemory<byte>> pieces, EmbeddingRequest? asked)
    {
        var content = ContentOf(pieces);
        using var request = await _target.Provider.NewErrandAsync(way, pieces, content, call.Forwarded(_target, same: way.Crosses is null, clock.Left), made.Key, clock.Token);
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(request);
        }
        catch (Exception broken) when (call.Form?.Trouble is { } trouble && broken is HttpRequestException or IOException)
        {
            return trouble;
        }

        using (response)
        {
            made.Status = (int)response.StatusCode;
            made.UpstreamRequestId = Upstream.RequestId(response.Headers).Without(_target.Provider);
            if (!response.IsSuccessStatusCode)
            {
                using var waiting = report.Wait(call.Time);
                return await Upstream.ReadErrorAsync(response, _target.Provider.Dialect, call.Time, clock.Token);
            }

            clock.Spoke();
            return asked is null
                ? await new PassedAnswer(call, errand, report, made, clock).RunAsync(response)
                : await new CrossedVectors(call, errand, report, made, clock, way.Crosses!, asked).RunAsync(response);
        }
    }

    private HttpContent ContentOf(List<ReadOnlyMemory<byte>> pieces)
    {
        if (call.Form is not { } form)
        {
            return new PiecesContent(call.Body, pieces);
        }

        clock.Send();
        return form.Content(pieces, clock.Sent);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var waiting = report.Wait(call.Time);
        clock.Token.ThrowIfCancellationRequested();    // who left before costs nothing
        made.Sent = true;
        return await _target.Provider.Client(call.Timeouts.Connect).SendAsync(request, clock.Token);
    }

    private List<ReadOnlyMemory<byte>> Splice()
    {
        var edits = new BodyEdits();
        var body = call.Body.Bytes.Span;
        var (profile, upstream) = (call.Profile, _target.Deployment.Upstream);
        if (errand.ModelDepth > 0)
        {
            RepeatedModel.Rename(body, errand.ModelDepth, upstream, edits);
        }
        else if (profile.ModelMember.IsAbsent && errand.Shape.DefaultModel is not null)
        {
            edits.AddModel(profile, upstream);
        }
        else
        {
            edits.SetModel(profile, upstream);
        }

        Refusals.Mend(made, edits, body, profile);
        return edits.IsEmpty ? [call.Body.Bytes] : edits.Apply(call.Body.Bytes);
    }

    private Failure? Write(IEmbeddingDialect wire, EmbeddingRequest asked, ArrayBufferWriter<byte> into)
    {
        var writing = new RequestWriting { Model = _target.Deployment.Upstream, From = call.Dialect.Name };
        var refusal = wire.WriteRequest(asked, writing, into);
        made.Dropped = writing.Dropped;
        return refusal;
    }

    private List<ReadOnlyMemory<byte>> Mend(IEmbeddingDialect wire, ReadOnlyMemory<byte> written)
    {
        if (_target.Deployment.Quirks.Count == 0 || RequestScan.Read(written.Span, wire.Shape).Value is not { } profile)
        {
            return [written];
        }

        var edits = new BodyEdits();
        Refusals.Mend(made, edits, written.Span, profile);
        return edits.Apply(written);
    }
}
