using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.Embeddings;

/// <summary>Recorded vectors of real providers, where they are at hand, told in every form with every digit.</summary>
public sealed class RecordedAnswerTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    private static readonly ICallerEmbeddingDialect[] Callers = [OpenAiEmbeddings.Instance, GeminiEmbeddings.Instance, OllamaEmbeddings.Instance];

    [Fact]
    public void Answer_OfEveryProvider_KeepsItsNumbersInEveryForm()
    {
        Assert.SkipUnless(Directory.Exists(Folder), "the recorded traffic is not beside the repository: set BASCULE_CORPUS");
        var seen = 0;
        foreach (var (name, path, body) in Recorded())
        {
            var read = Dialect(path).ReadAnswer(Encoding.UTF8.GetBytes(body.GetRawText()));
            Assert.True(read.Value is not null, name);
            var numbers = Numbers(body).ToArray();
            if (numbers.Length == 0)
            {
                continue;    // base64 of numbers in a width of the vendor's own: passed on, never translated
            }

            seen++;
            var asked = new EmbeddingRequest { Model = "m", Inputs = [.. read.Value.Vectors.Select(_ => new EmbeddingInput("a"))], Names = new EmbeddingNames("", "") };
            foreach (var caller in Callers)
            {
                var written = new ArrayBufferWriter<byte>();
                Assert.Null(caller.WriteAnswer(read.Value, asked, written));
                Assert.Equal(numbers, Numbers(JsonElement.Parse(written.WrittenSpan)));
            }
        }

        Assert.True(seen >= 6, $"only {seen} recordings hold numbers");
    }

    [Fact]
    public void Error_OfEveryProvider_IsNoAnswer()
    {
        Assert.SkipUnless(Directory.Exists(Folder), "the recorded traffic is not beside the repository: set BASCULE_CORPUS");
        Assert.All(Exchanges().Where(exchange => exchange.Status != 200), exchange => Assert.NotNull(Dialect(exchange.Path).ReadAnswer(Encoding.UTF8.GetBytes(exchange.Body.GetRawText())).Failure));
    }

    private static IEmbeddingDialect Dialect(string path) => path switch
    {
        _ when path.EndsWith("/embed", StringComparison.Ordinal) => CohereEmbeddings.Instance,
        _ when path.StartsWith("/api/embed", StringComparison.Ordinal) => OllamaEmbeddings.Instance,
        _ when path.EndsWith(":predict", StringComparison.Ordinal) => VertexEmbeddings.Instance,
        _ when path.Contains(':', StringComparison.Ordinal) => GeminiEmbeddings.Instance,
        _ => OpenAiEmbeddings.Instance,
    };

    /// <summary>Every number of every vector as it is spelled.</summary>
    private static IEnumerable<string> Numbers(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array when node.GetArrayLength() > 3 && node.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) => node.EnumerateArray().Select(number => number.GetRawText()),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Object => node.EnumerateObject().SelectMany(member => Numbers(member.Value)),
        _ => [],
    };

    private static IEnumerable<(string Name, string Path, JsonElement Body)> Recorded() =>
        Exchanges().Where(exchange => exchange.Status == 200).Select(exchange => (exchange.Name, exchange.Path, exchange.Body));

    private static IEnumerable<(string Name, string Path, int Status, JsonElement Body)> Exchanges()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "embeddings__*.json").Concat(Directory.EnumerateFiles(Folder, "gemini-embed__*.json")))
        {
            var root = JsonElement.Parse(File.ReadAllBytes(file));
            var response = root.GetProperty("response");
            yield return (Path.GetFileName(file), root.GetProperty("request").GetProperty("path").GetString()!, response.GetProperty("status").GetInt32(), response.GetProperty("body"));
        }
    }
}
