using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Resilience.Errands;

/// <summary>Turns a provider's vectors into the caller's form: held until they are whole, counted against what was asked, their digits kept.</summary>
internal sealed class CrossedVectors(Call call, Errand errand, CallReport report, AttemptReport made, AttemptClock clock, IEmbeddingDialect wire, EmbeddingRequest asked)
{
    public async Task<Failure?> RunAsync(HttpResponseMessage response)
    {
        made.FirstTokenMs = clock.ElapsedMs;
        await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
        using var held = new HeldBytes(response.Content.Headers.ContentLength);
        if (!await held.ReadAsync(body, EmbeddingReading.MaxAnswerBytes, clock, report, call.Time))
        {
            return Upstream.Broken($"The upstream's answer is larger than {EmbeddingReading.MaxAnswerBytes} bytes, too large to translate.");
        }

        var read = wire.ReadAnswer(held.Written);
        if (read.Value is not { } answer)
        {
            return Told(held.Written.Span) ?? read.Failure;
        }

        if (Mismatch(answer) is { } mismatch)
        {
            return Upstream.Broken(mismatch);
        }

        var written = new ArrayBufferWriter<byte>(held.Written.Length + 256);
        var model = call.AnswerModel?.Invoke(made.Target) ?? answer.Model ?? made.Target.Deployment.Upstream;
        Estimates.Apply(made, answer.Usage, call.Profile, errand);
        var told = answer with { Model = model, Usage = made.Usage };
        if (errand.Embeddings!.WriteAnswer(told, asked, written) is { } trouble)
        {
            return trouble;
        }

        made.Model = answer.Model;
        return await Ending.DeliverAsync(call, report, made, clock, written.WrittenMemory, "application/json");
    }

    /// <summary>An error object in spite of the status.</summary>
    private Failure? Told(ReadOnlySpan<byte> body) => ErrandAnswerScan.Read(body).IsError ? made.Target.Provider.Dialect.ReadError(made.Status, body) : null;

    private string? Mismatch(EmbeddingAnswer answer)
    {
        if (answer.Vectors.Count != asked.Inputs.Count)
        {
            return $"The upstream answered with {answer.Vectors.Count} vectors to {asked.Inputs.Count} inputs.";
        }

        return asked.Dimensions is { } wanted && VectorText.Length(answer.Vectors[0]) is var length && length != wanted
            ? $"The upstream answered with vectors of {length} dimensions where {wanted} were asked for."
            : null;
    }
}
