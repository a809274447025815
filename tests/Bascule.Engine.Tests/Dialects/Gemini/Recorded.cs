using System.Text;
using System.Text.Json;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.Gemini;

/// <summary>Recorded exchanges, and what they say by a plain reading of their JSON.</summary>
internal sealed record Recorded(string File, JsonElement Request, JsonElement Response)
{
    public int Status => Response.GetProperty("status").GetInt32();

    public JsonElement? Body => Request.ValueKind == JsonValueKind.Object && Request.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object ? body : null;

    /// <summary>The raw stream in its own form; null: the answer is whole.</summary>
    public byte[]? Stream =>
        Response.TryGetProperty("sse", out var sse) && sse.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(sse.GetString()!)
        : Response.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Array ? Encoding.UTF8.GetBytes(body.GetRawText())
        : null;

    public byte[] Whole => Encoding.UTF8.GetBytes(Response.GetProperty("body").GetRawText());

    public bool IsStream => Request.ValueKind == JsonValueKind.Object && Request.GetProperty("path").GetString()?.Contains("streamGenerateContent", StringComparison.Ordinal) is true;

    public static IEnumerable<Recorded> Of(string dialect)
    {
        var folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "..", "shared", "corpus");
        Assert.SkipUnless(Directory.Exists(folder), $"The corpus of recorded traffic is not at {folder}; set BASCULE_CORPUS.");
        foreach (var path in Directory.EnumerateFiles(folder, dialect + "__*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            var root = document.RootElement.Clone();
            yield return new Recorded(Path.GetFileName(path), root.GetProperty("request"), root.GetProperty("response"));
        }
    }

    /// <summary>Words, calls and usage of the first candidate over all chunks of an answer.</summary>
    public static string Facts(IEnumerable<JsonElement> chunks)
    {
        var (words, calls) = (new StringBuilder(), new List<string>());
        long? prompt = null, tools = null, cached = null, candidates = null, thoughts = null, total = null;
        foreach (var chunk in chunks)
        {
            foreach (var part in Parts(chunk))
            {
                if (part.TryGetProperty("functionCall", out var call))
                {
                    calls.AddRange(call.TryGetProperty("name", out var name) ? [name.GetString()!] : Array.Empty<string>());
                }
                else if (part.TryGetProperty("text", out var text) && !(part.TryGetProperty("thought", out var thought) && thought.GetBoolean()))
                {
                    words.Append(text.GetString());
                }
            }

            if (chunk.TryGetProperty("usageMetadata", out var usage))
            {
                prompt = Number(usage, "promptTokenCount") ?? prompt;
                tools = Number(usage, "toolUsePromptTokenCount") ?? tools;
                cached = Number(usage, "cachedContentTokenCount") ?? cached;
                candidates = Number(usage, "candidatesTokenCount") ?? candidates;
                thoughts = Number(usage, "thoughtsTokenCount") ?? thoughts;
                total = Number(usage, "totalTokenCount") ?? total;
            }
        }

        var output = (candidates ?? total - prompt - (tools ?? 0) - (thoughts ?? 0) ?? 0) + (thoughts ?? 0);
        return $"{words}\n{string.Join(' ', calls)}\n{prompt + (tools ?? 0)} {cached ?? 0} {output} {thoughts ?? 0}";
    }

    private static IEnumerable<JsonElement> Parts(JsonElement chunk) =>
        chunk.TryGetProperty("candidates", out var all) && all.GetArrayLength() > 0 && all[0].TryGetProperty("content", out var content) && content.TryGetProperty("parts", out var parts)
            ? parts.EnumerateArray()
            : [];

    private static long? Number(JsonElement usage, string name) => usage.TryGetProperty(name, out var value) ? value.GetInt64() : null;
}
