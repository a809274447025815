using System.Text;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>A member's name in both spellings that Google's servers take: <c>functionCall</c> and <c>function_call</c>. Written is the first.</summary>
internal sealed class GeminiName
{
    public GeminiName(string camel)
    {
        Text = camel;
        Camel = Encoding.UTF8.GetBytes(camel);
        SnakeText = string.Concat(camel.Select(one => char.IsUpper(one) ? $"_{char.ToLowerInvariant(one)}" : $"{one}"));
        Snake = Encoding.UTF8.GetBytes(SnakeText);
    }

    public string Text { get; }

    public byte[] Camel { get; }

    public string SnakeText { get; }

    public byte[] Snake { get; }

    public static implicit operator ReadOnlySpan<byte>(GeminiName name) => name.Camel;
}

/// <summary>Members by either of their spellings.</summary>
internal static class GeminiMembers
{
    public static JsonNode Get(this JsonNode node, GeminiName name)
    {
        var camel = node[name.Camel];
        return camel.Exists ? camel : node[name.Snake] is { Exists: true } snake ? snake : camel;
    }

    public static JsonNode TakeEither(this JsonMembers members, GeminiName name)
    {
        var camel = members.Take(name.Camel);
        return !name.Snake.AsSpan().SequenceEqual(name.Camel) && members.Take(name.Snake) is { Exists: true } snake && !camel.Exists ? snake : camel;
    }

    /// <summary>The items of a list, or the one that stands in its place: Google's servers take both.</summary>
    public static IEnumerable<JsonNode> OneOrMany(this JsonNode node) => node.IsObject ? [node] : node.Items();
}
