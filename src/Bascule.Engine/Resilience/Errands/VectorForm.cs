using System.Buffers;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Resilience.Errands;

/// <summary>
/// OpenAI's SDKs ask for base64 without being told to and take nothing else; some who copy the endpoint answer with numbers all the same.
/// </summary>
internal static class VectorForm
{
    /// <summary>The answer as base64 where that was asked for and numbers came; null: it is as it was asked for.</summary>
    public static ReadOnlyMemory<byte>? AsAsked(Errand errand, Call call, ReadOnlyMemory<byte> whole)
    {
        if (errand.Embeddings is not OpenAiEmbeddings openAi || call.Body.Bytes.Span.IndexOf("\"base64\""u8) < 0
            || openAi.ReadRequest(call.Body.Bytes, null).Value is not { Base64: true } asked
            || openAi.ReadAnswer(whole).Value is not { } answer || answer.Vectors.All(vector => vector.Base64 is not null))
        {
            return null;
        }

        var written = new ArrayBufferWriter<byte>(whole.Length);
        return openAi.WriteAnswer(answer, asked, written) is null ? written.WrittenMemory : null;
    }
}
