using System.Text;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience.Guarding;
using Bascule.Engine.Resilience.Media;
using Bascule.Engine.Resilience.Rescue;
using Bascule.Engine.Resilience.Schema;

namespace Bascule.Engine.Resilience;

/// <summary>One try at one deployment: write its request, send it, and relay the answer the way the two dialects allow.</summary>
internal sealed class Attempt(Call call, CallReport report, AttemptReport made, AttemptClock clock)
{
    private readonly Target _target = made.Target;

    /// <summary>What was done to a request written anew, for the row's decision.</summary>
    private readonly List<string> _notes = [];

    /// <summary>What is not asked for because of a guardrail: reasoning where the request was masked, log probabilities where rules hold the answer.</summary>
    private IReadOnlyList<string> _lost = [];

    /// <summary>The wire format this provider is asked in.</summary>
    private readonly IDialect _wire = made.CarriesOn is null
        ? made.Target.Provider.DialectFor(call.Dialect, made.Target.Deployment.Upstream)
        : made.Target.Provider.Dialect;    // the one that its way of going on is recorded for

    private bool Same => _wire.Name == call.Dialect.Name;

    /// <summary>The deployment can be asked for an answer by schema. An engine holds any model to one; of a vendor's model the catalog may say that it is refused.</summary>
    private bool TakesSchemas => _target.Provider.Options.Engine is not null || _target.Deployment.Model?.JsonSchema?.Value != false;

    /// <summary>What is asked must be read and written anew.</summary>
    private bool Crosses => !Same || MaskedAsking.Changes(call, Signer) || made.CarriesOn is not null || ((call.Profile.Features & RequestFeatures.JsonSchema) != 0 && !TakesSchemas);

    /// <summary>Whose signatures the provider makes and takes, or null.</summary>
    private string? Signer => _target.Provider.SignaturesOf(_wire);

    /// <summary>Runs it. Null: the answer is with the caller, whole.</summary>
    public async ValueTask<Failure?> RunAsync()
    {
        var edits = new BodyEdits();
        ChatRequest? asked = null;
        List<ReadOnlyMemory<byte>> pieces;
        made.DialectOut = _wire.Name;
        if (!Crosses)
        {
            if (await InlineAsync(edits) is { } unfetched)
            {
                return unfetched;
            }

            pieces = Splice(edits);
            if (call.Guard is { } guard && (guard.IsMasked || (guard.Rewrites && call.Profile.Stream)))
            {
                // What is asked goes through as it is; what is answered is read, or may have to be written, so that words of it can be changed.
                var read = call.Decode();
                if (read.Failure is not null)
                {
                    return read.Failure;
                }

                if (guard.IsMasked)
                {
                    asked = read.Value;
                    made.Edits = [.. made.Edits, "masked"];
                }
            }
        }
        else
        {
            var decoded = call.Decode();
            if (decoded.Failure is not null)
            {
                return decoded.Failure;
            }

            if (!(Same && made.CarriesOn is null) && decoded.Value!.Foreign.FirstOrDefault(field => field.Binding) is { } binding)
            {
                return NotHere(binding.Name);
            }

            // What is kept of reasoning is signed, and a masked request sends none.
            var masked = call.Guard is { IsMasked: true };
            var cleared = MaskedAsking.Cleared(call, decoded.Value!, Signer, out _lost);
            var restored = masked ? cleared : call.RestoreReasoning(cleared);
            if (masked)
            {
                _notes.Add("masked");
            }

            var inlined = await InlineAsync(restored);
            if (inlined.Failure is not null)
            {
                return inlined.Failure;
            }

            asked = inlined.Value!;
            if (!ReferenceEquals(asked, restored))
            {
                _notes.Add("inline");
            }

            if (made.CarriesOn is { } carries)
            {
                asked = carries.Ask(asked);
                _notes.Add(asked.Continues ? "continue" : "anew");
            }

            if (made.Reservation?.Cap is { } cap && !(asked.MaxOutputTokens <= cap))
            {
                asked = asked with { MaxOutputTokens = cap };
                _notes.Add(OutputCap.Edit);
            }

            if (SchemaEmulation.IsWanted(asked) && (!TakesSchemas || LosesSchema(asked)))
            {
                return await EmulateAsync(asked);
            }

            if (Write(asked, out pieces) is { } refusal)
            {
                return refusal;
            }
        }

        if (Refusals.Strictly(call, made) is { } strict)
        {
            return strict;
        }

        if (call.Prompt is { } prompt && made.CarriesOn is null)
        {
            pieces = prompt.Finish(made, pieces, _wire, call.Profile.EstimatedInputTokens, call.Guard is { IsMasked: true });
        }

        using var request = await NewRequestAsync(pieces, call.Profile.Stream);
        using var response = await SendAsync(request, call.Profile.Stream);
        if (!response.IsSuccessStatusCode)
        {
            using var waiting = report.Wait(call.Time);
            return await Upstream.ReadErrorAsync(response, _wire, call.Time, clock.Token);
        }

        call.Prompt?.Took(made);
        if (Upstream.ContentType(response)?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            return Upstream.Broken("The upstream answered with a web page; its base_url may be wrong.") with { IsLasting = true };
        }

        var frames = call.Profile.Stream ? _wire.NewFrameReader(Upstream.ContentType(response) ?? "") : null;
        if (frames is null)
        {
            return await new WholeRelay(call, report, made, clock, _wire, asked).RunAsync(response);
        }

        using var relay = new StreamRelay(call, report, made, clock, _wire, asked);
        return await relay.RunAsync(frames, response, edits.Names.Contains("include_usage"));
    }

    private ValueTask<HttpRequestMessage> NewRequestAsync(List<ReadOnlyMemory<byte>> pieces, bool stream)
    {
        var ask = new ChatAsk(_wire.Name, _target.Deployment.Upstream, stream, Same ? call.Query : null);
        return _target.Provider.NewChatAsync(ask, pieces, new PiecesContent(call.Body, pieces), call.Forwarded(_target, Same, clock.Left), made.Key, clock.Token);
    }

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool stream)
    {
        clock.Ask(Patience.FirstToken(clock.Limits, call.Profile, whole: !stream, _target.Deployment.Model?.MaxOutput?.Value));
        using var waiting = report.Wait(call.Time);
        clock.Token.ThrowIfCancellationRequested();    // who left before costs nothing
        made.Sent = true;
        var response = await _target.Provider.Client(call.Timeouts.Connect).SendAsync(request, clock.Token);
        made.Status = (int)response.StatusCode;
        made.UpstreamRequestId = Upstream.RequestId(response.Headers).Without(_target.Provider);
        return response;
    }

    /// <summary>The schema is asked for by a forced tool where that is possible and the dialect takes one, else by an instruction.</summary>
    private async Task<Failure?> EmulateAsync(ChatRequest asked)
    {
        var emulation = SchemaEmulation.For(asked, _target.Deployment.Model?.Tools?.Value != false && SchemaEmulation.CanForce(asked));
        var refusal = Write(emulation.Request, out _);
        if (emulation.ByTool && (refusal is not null || made.Dropped.Any(field => field.Contains("tool", StringComparison.OrdinalIgnoreCase))))
        {
            emulation = SchemaEmulation.For(asked, byTool: false);
            refusal = Write(emulation.Request, out _);
        }

        if (refusal is not null)
        {
            return refusal;
        }

        if (Refusals.Strictly(call, made) is { } strict)
        {
            return strict;
        }

        _notes.Add(emulation.ByTool ? "schema:tool" : "schema:instruction");
        return await new SchemaRelay(call, report, made, clock, _wire, asked, AskWholeAsync).RunAsync(emulation);
    }

    /// <summary>The dialect has no place for the schema, for this model or at all: it names something as dropped that it does not without the schema.</summary>
    private bool LosesSchema(ChatRequest asked)
    {
        if (Write(asked, out _) is not null || made.Dropped.Count == 0)
        {
            return false;
        }

        var dropped = made.Dropped;
        return Write(asked with { Output = null }, out _) is null && dropped.Except(made.Dropped).Any();
    }

    private async Task<Read<Answer>> AskWholeAsync(ChatRequest asked)
    {
        if (Write(asked, out var pieces) is { } refusal)
        {
            return refusal;
        }

        using var request = await NewRequestAsync(pieces, stream: false);
        using var response = await SendAsync(request, stream: false);    // a repair is a question of its own, with the time of one
        if (!response.IsSuccessStatusCode)
        {
            using var waiting = report.Wait(call.Time);
            return await Upstream.ReadErrorAsync(response, _wire, call.Time, clock.Token);
        }

        clock.Spoke();
        using var held = new HeldBytes(response.Content.Headers.ContentLength);
        await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
        return await held.ReadAsync(body, WholeRelay.MaxHeld, clock, report, call.Time)
            ? _wire.ReadAnswer(held.Written.ToArray())    // what it keeps raw outlives the rented array
            : Upstream.Broken($"The upstream's answer is larger than {WholeRelay.MaxHeld} bytes, too large to hold.") with { IsLasting = true };
    }

    /// <summary>Across dialects: the request in the provider's own.</summary>
    private Failure? Write(ChatRequest asked, out List<ReadOnlyMemory<byte>> pieces)
    {
        var writing = NewWriting();
        using var written = new PooledBuffer(call.Body.Bytes.Length + 256);
        if (_wire.WriteRequest(asked, writing, written) is { } refusal)
        {
            pieces = [];
            return refusal;
        }

        made.Dropped = _lost.Count == 0 ? writing.Dropped : [.. _lost.Concat(writing.Dropped).Distinct()];
        made.Edits = [];
        pieces = Mend(written.Written.ToArray());    // it is sent after the rented array went back
        made.Edits = [.. made.Edits, .. _notes];
        return null;
    }

    /// <summary>Same dialect: what a deployment may not fetch is put into the bytes.</summary>
    private ValueTask<Failure?> InlineAsync(BodyEdits edits) =>
        _target.Provider.Options.MayFetch || call.Body.Bytes.Span.IndexOf("url\""u8) < 0 && call.Body.Bytes.Span.IndexOf("file_"u8) < 0 && call.Body.Bytes.Span.IndexOf("fileUri"u8) < 0
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
        if (call.Dialect.Shape.NamesModel)
        {
            edits.SetModel(profile, _target.Deployment.Upstream);
        }
        else
        {
            edits.Drop(body, profile, "model");    // the address names it, and may name another
        }

        if (profile.Stream && profile.IncludeUsage != true && call.Dialect.StreamUsageIsAsked && _target.Deployment.TellsStreamUsage)
        {
            edits.AskForUsage(body, profile);
        }

        if (made.Reservation?.Cap is { } cap)
        {
            OutputCap.Set(body, profile, call.Dialect.Shape, CapName(), cap, edits);
        }

        if (call.Dialect.CutForeignSignatures(call.Body.Bytes, profile, _target.Provider.SignaturesOf(_wire), edits) is { } cut)
        {
            made.Dropped = [cut];
        }

        Refusals.Mend(made, edits, body, profile);
        return edits.IsEmpty ? [call.Body.Bytes] : edits.Apply(call.Body.Bytes);
    }

    /// <summary>What the limit on an answer is called here: the vendor may be on record as knowing it by another name.</summary>
    private string CapName()
    {
        var name = Encoding.UTF8.GetString(call.Dialect.Shape.MaxTokens[0]);
        return _target.Deployment.Quirks.FirstOrDefault(quirk => quirk.Action == QuirkAction.Rename && quirk.Field == name)?.To ?? name;
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
            Prefill = Prefilling.Of(_target),
            Reasons = call.Guard is { IsMasked: true } ? false : _target.Deployment.Model?.Reasoning?.Value,
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
