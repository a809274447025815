using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Dialects.Sse;

namespace Bascule.Engine.Dialects.Mistral;

/// <summary>
/// Mistral's chat completions: OpenAI's shape with habits of its own. Answers are read by OpenAI's readers, which know them; requests are written anew,
/// for Mistral refuses every member it does not know.
/// </summary>
internal sealed class MistralDialect : IDialect
{
    public const string DialectName = "mistral";

    private MistralDialect()
    {
    }

    public static MistralDialect Instance { get; } = new();

    public string Name => DialectName;

    public RequestShape Shape => RequestShape.Messages;

    public MediaKinds TakesUrls => MediaKinds.Images | MediaKinds.Files;

    public FrameReader? NewFrameReader(string contentType) => SseReader.IfStream(contentType);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new MistralRequestWriter(json, request, how).Write();
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => AnswerReader.Read(body);

    public AnswerStreamReader NewStreamReader() => new ChatStreamReader();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => ErrorReader.ReadForeign(status, body);
}
