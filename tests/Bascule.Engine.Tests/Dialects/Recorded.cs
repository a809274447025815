using System.Text;
using System.Text.Json;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Recorded exchanges of real providers, where they are at hand.</summary>
internal static class Recorded
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    /// <summary>Those of a dialect, by the corpus's name for it.</summary>
    public static IReadOnlyList<RecordedExchange> Of(string dialect)
    {
        if (!Directory.Exists(Folder))
        {
            Assert.Skip($"The recorded traffic is absent: no folder {Path.GetFileName(Folder)} (BASCULE_CORPUS names it).");
        }

        var files = Directory.GetFiles(Folder, $"{dialect}__*.json");
        Assert.NotEmpty(files);
        return [.. files.Order(StringComparer.Ordinal).Select(file => new RecordedExchange(Path.GetFileNameWithoutExtension(file), JsonElement.Parse(File.ReadAllBytes(file))))];
    }
}

/// <summary>One of them.</summary>
internal sealed record RecordedExchange(string Name, JsonElement Root)
{
    public int Status => Response.GetProperty("status").GetInt32();

    public string Path => Request.ValueKind == JsonValueKind.Object ? Request.GetProperty("path").GetString() ?? "" : "";

    /// <summary>The caller's body, or null where none was recorded.</summary>
    public byte[]? Asked => Request.ValueKind == JsonValueKind.Object && Request.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object ? Bytes(body.GetRawText()) : null;

    /// <summary>The raw stream, or null where the answer was whole.</summary>
    public byte[]? Stream => Text("ndjson") ?? Text("sse");

    public byte[] Whole => Text("body_text") ?? Bytes(Response.GetProperty("body").GetRawText());

    private JsonElement Request => Root.GetProperty("request");

    private JsonElement Response => Root.GetProperty("response");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private byte[]? Text(string member) => Response.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? Bytes(text.GetString()!) : null;
}
