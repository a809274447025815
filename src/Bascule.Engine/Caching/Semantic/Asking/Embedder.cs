using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Pricing;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Caching.Semantic.Asking;

/// <summary>Asks an embedding deployment, in whichever dialect it speaks, for the vector of one question. It answers in time or it does not: nobody's request depends on it.</summary>
public static class Embedder
{
    /// <summary>Characters of a question. Small embedding models read about 500 tokens and drop the rest in silence: two long questions that begin alike would be the same to them.</summary>
    public const int MaxText = 2_000;

    /// <summary>One vector as numbers fits well.</summary>
    private const int MaxAnswer = 1024 * 1024;

    private static readonly EmbeddingNames Names = new("dimensions", "input_type");

    /// <summary>What it will cost, in nano-dollars, by our own count of tokens; null: no price is known.</summary>
    public static long? CostNano(Target target, string text, DateTimeOffset at) =>
        target.Deployment.PriceAt(at)?.CostNano(new TokenCounts((Encoding.UTF8.GetByteCount(text) + 3) / 4, 0, 0, 0));

    /// <summary>Asks. The vector has the length of 1; null: <paramref name="limit"/> passed, or it failed.</summary>
    public static async Task<float[]?> AskAsync(Target target, string text, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            return await SendAsync(target, text, time, either.Token);
        }
        catch (Exception broken) when (broken is OperationCanceledException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static async Task<float[]?> SendAsync(Target target, string text, TimeProvider time, CancellationToken cancel)
    {
        var upstream = target.Deployment.Upstream;
        if (target.Provider.ErrandFor(ErrandSet.OpenAiEmbed, upstream, "") is not { } way)
        {
            return null;
        }

        var wire = way.Crosses ?? OpenAiEmbeddings.Instance;
        var written = new ArrayBufferWriter<byte>(text.Length + 256);
        var asked = new EmbeddingRequest { Model = upstream, Inputs = [new EmbeddingInput(text)], Use = way.Crosses is null ? null : EmbeddingUse.Similarity, Names = Names };
        if (wire.WriteRequest(asked, new RequestWriting { Model = upstream, From = wire.Name }, written) is not null)
        {
            return null;
        }

        var key = target.Provider.Key;
        using var content = new ReadOnlyMemoryContent(written.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = await target.Provider.NewErrandAsync(way, [written.WrittenMemory], content, [], key, cancel);
        using var response = await target.Provider.Client(null).SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode)
        {
            // The next question's is another key where this one was refused.
            target.Provider.TurnKey(key, await Upstream.ReadErrorAsync(response, target.Provider.Dialect, time, cancel));
            return null;
        }

        using var held = new HeldBytes(response.Content.Headers.ContentLength);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        return await held.ReadAsync(body, MaxAnswer, cancel) ? Vector(wire.ReadAnswer(held.Written)) : null;
    }

    private static float[]? Vector(Read<EmbeddingAnswer> read) =>
        read.Value is { Vectors: [var only] } && VectorText.Floats(only, VectorIndex.MaxLength) is { } vector && SignedBytes.TryNormalise(vector) ? vector : null;
}
