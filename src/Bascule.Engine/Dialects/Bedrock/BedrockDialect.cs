using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Amazon Bedrock's Converse and ConverseStream: one shape for the models of many vendors. Neither answer nor stream says which model answered.</summary>
internal sealed class BedrockDialect : IDialect
{
    public const string DialectName = "bedrock";

    /// <summary>Whose signatures its reasoning bears: what a model signs here goes back only here.</summary>
    public const string Signer = "bedrock";

    private BedrockDialect()
    {
    }

    public static BedrockDialect Instance { get; } = new();

    public string Name => DialectName;

    public RequestShape Shape { get; } = new("messages")
    {
        Words = RequestShape.Names("system"),
        Settings = "inferenceConfig"u8.ToArray(),
        MaxTokens = RequestShape.Names("maxTokens"),
        NamesModel = false,
    };

    public FrameReader? NewFrameReader(string contentType) => AwsEventStreamReader.IfStream(contentType);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        BedrockRequestWriter.Write(request, how, into);
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => BedrockAnswerReader.Read(body);

    public AnswerStreamReader NewStreamReader() => new BedrockStreamReader();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => BedrockErrorReader.Read(status, body, type);
}
