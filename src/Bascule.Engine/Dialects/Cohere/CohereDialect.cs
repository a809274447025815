using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Dialects.Sse;

namespace Bascule.Engine.Dialects.Cohere;

/// <summary>Cohere's chat, version 2. An answer does not say which model it is of.</summary>
internal sealed class CohereDialect : IDialect
{
    public const string DialectName = "cohere";

    private CohereDialect()
    {
    }

    public static CohereDialect Instance { get; } = new();

    public string Name => DialectName;

    public RequestShape Shape => RequestShape.Messages;

    public MediaKinds TakesUrls => MediaKinds.Images;

    public FrameReader? NewFrameReader(string contentType) => SseReader.IfStream(contentType);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new CohereRequestWriter(json, request, how).Write();
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => CohereAnswerReader.Read(body);

    public AnswerStreamReader NewStreamReader() => new CohereStreamReader();

    /// <summary>Errors are flat, and the message says all; 498 is Cohere's own for words it will not read.</summary>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null)
    {
        var failure = ErrorReader.ReadForeign(status == 498 ? 400 : status, body);
        return status == 498 && failure.Kind == FailureKind.Rejected
            ? failure with { Kind = FailureKind.ContentPolicy, Code = "content_policy", UpstreamStatus = status }
            : failure;
    }
}
