using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Sse;
using W = Bascule.Engine.Dialects.Tgi.TgiWire;

namespace Bascule.Engine.Dialects.Tgi;

/// <summary>Text Generation Inference's own <c>/generate</c>, for servers too old for its messages API. It takes one text and knows no roles, tools or pictures.</summary>
public sealed class TgiDialect : IDialect
{
    public const string DialectName = W.DialectName;

    private TgiDialect()
    {
    }

    public static TgiDialect Instance { get; } = new();

    public string Name => DialectName;

    public RequestShape Shape { get; } = new("inputs")
    {
        TurnsOfAnyKind = true,
        Settings = "parameters"u8.ToArray(),
        MaxTokens = RequestShape.Names("max_new_tokens"),
        NamesModel = false,
    };

    /// <summary>It takes none at all: they are dropped and named, so nothing is fetched for it.</summary>
    public MediaKinds TakesUrls => MediaKinds.Images | MediaKinds.Audio | MediaKinds.Files | MediaKinds.Video;

    public FrameReader? NewFrameReader(string contentType) => SseReader.IfStream(contentType);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new TgiRequestWriter(json, request, how).Write();
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => TgiAnswerReader.Read(body);

    public AnswerStreamReader NewStreamReader() => new TgiStreamReader();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => TgiAnswerReader.ReadError(status, body);
}
