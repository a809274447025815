using System.Text;
using System.Text.Json.Nodes;

namespace Bascule.Sandbox.Wire;

/// <summary>Pieces of an event stream.</summary>
internal static class Sse
{
    public static Piece Done { get; } = new("data: [DONE]\n\n"u8.ToArray());

    public static Piece Data(JsonNode data, bool content = false) => new([.. "data: "u8, .. Json.Bytes(data), .. "\n\n"u8], content);

    public static Piece Named(string name, JsonNode data, bool content = false) =>
        new([.. Encoding.UTF8.GetBytes($"event: {name}\ndata: "), .. Json.Bytes(data), .. "\n\n"u8], content);
}
