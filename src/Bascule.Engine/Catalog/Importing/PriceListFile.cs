using System.Text.Json;
using Bascule.Engine.Catalog.Reading;

namespace Bascule.Engine.Catalog.Importing;

/// <summary>Opens a price list of a public format: LiteLLM's <c>model_prices_and_context_window.json</c> or OpenRouter's <c>/api/v1/models</c>.</summary>
public static class PriceListFile
{
    // LiteLLM's list is 2 MB, OpenRouter's 1 MB; the document takes several times that while it is read.
    private const long MaxBytes = 64 << 20;

    private static readonly Dictionary<string, Func<JsonElement, PriceListLoad>> Formats = new(StringComparer.Ordinal)
    {
        ["litellm"] = LiteLlmList.Read,
        ["openrouter"] = OpenRouterList.Read,
    };

    public static IReadOnlyCollection<string> FormatNames => Formats.Keys;

    public static PriceListLoad Read(string path, string format)
    {
        if (!Formats.TryGetValue(format, out var read))
        {
            return new(null, $"'{format}' is no format: {string.Join(" or ", Formats.Keys)}");
        }

        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } large)
            {
                return new(null, $"{path}: {large.Length} bytes; a price list has at most {MaxBytes}");
            }

            var bytes = File.ReadAllBytes(path);
            if (UnicodeCheck.FirstBadLine(bytes) is { } bad)
            {
                return new(null, $"{path}: line {bad}: a name or text that is not Unicode");
            }

            using var document = JsonDocument.Parse(bytes);
            var load = read(document.RootElement.Clone());
            return load.Problem is { } problem ? new(null, $"{path}: {problem}") : load;
        }
        catch (JsonException wrong)
        {
            var place = wrong.LineNumber is { } line ? $"line {line + 1}, column {wrong.BytePositionInLine + 1}: " : "";
            return new(null, $"{path}: {place}not JSON: {wrong.Message}");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return new(null, $"{path}: cannot be read: {wrong.Message}");
        }
    }
}
