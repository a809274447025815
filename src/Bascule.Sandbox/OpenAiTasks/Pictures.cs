using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiTasks;

/// <summary>Pictures of one colour, which the prompt decides.</summary>
internal static class Pictures
{
    private const int Side = 8;

    private static readonly Rule Body = Rule.Object(
        ("prompt!", Rule.Text()), ("model", Rule.Text()), ("n", Rule.Whole(1, 10)), ("size", Rule.Text()), ("quality", Rule.Text()), ("style", Rule.Text()), ("response_format", Rule.Text("url", "b64_json")),
        ("background", Rule.Text()), ("moderation", Rule.Text()), ("output_format", Rule.Text()), ("output_compression", Rule.Whole(0, 100)), ("user", Rule.Text()), ("stream", Rule.Flag), ("partial_images", Rule.Whole(0, 3)));

    public static Errand Errand { get; } = new(asked => OpenAiWords.Of(Body.Check(asked.Body, "")), Answer) { UsualModel = "sandbox-open" };

    private static byte[] Answer(Asked asked, SandboxModel model)
    {
        var prompt = asked.Body.Text("prompt")!;
        var picture = Convert.ToBase64String(Png(SHA256.HashData(Encoding.UTF8.GetBytes(prompt)).AsSpan(0, 3)));
        var input = Tokens.Of(prompt);
        return Json.Bytes(new JsonObject
        {
            ["created"] = SandboxModel.Created.ToUnixTimeSeconds(),
            ["data"] = new JsonArray([.. Enumerable.Range(0, asked.Body.Int("n") ?? 1).Select(_ => (JsonNode)(asked.Body.Text("response_format") == "url"
                ? new JsonObject { ["url"] = $"data:image/png;base64,{picture}" }
                : new JsonObject { ["b64_json"] = picture }))]),
            ["usage"] = new JsonObject { ["input_tokens"] = input, ["output_tokens"] = Tokens.PerImage, ["total_tokens"] = input + Tokens.PerImage },
        });
    }

    private static byte[] Png(ReadOnlySpan<byte> colour)
    {
        using var rows = new MemoryStream();
        using (var packed = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < Side; row++)
            {
                packed.WriteByte(0);
                for (var column = 0; column < Side; column++)
                {
                    packed.Write(colour);
                }
            }
        }

        Span<byte> head = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, Side);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], Side);
        (head[8], head[9]) = (8, 2);
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR"u8, head), .. Chunk("IDAT"u8, rows.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        kind.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32.Of(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }
}
