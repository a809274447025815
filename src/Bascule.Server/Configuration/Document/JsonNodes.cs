using System.Text.Json;

namespace Bascule.Server.Configuration.Document;

/// <summary>JSON as the nodes that a config is made of, so that the same checks read it. Nothing is filled in: what looks like a variable is text.</summary>
internal static class JsonNodes
{
    public static ConfigNode Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new()
        {
            Kind = NodeKind.Map, Line = 0, Column = 0, Members = [.. json.EnumerateObject().Select(member => new ConfigMember(member.Name, 0, 0, Of(member.Value)))],
        },
        JsonValueKind.Array => new() { Kind = NodeKind.List, Line = 0, Column = 0, Items = [.. json.EnumerateArray().Select(Of)] },
        JsonValueKind.Null or JsonValueKind.Undefined => new() { Kind = NodeKind.Null, Line = 0, Column = 0 },
        JsonValueKind.String => Text(json.GetString()!),
        _ => Text(json.GetRawText()),
    };

    private static ConfigNode Text(string text) => new() { Kind = NodeKind.Text, Line = 0, Column = 0, Text = text, Written = text };
}
