using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;

namespace Bascule.Engine.Tests.Dialects.Embeddings;

/// <summary>Every caller's form of embeddings before every provider's, both ways, with numbers to the last digit.</summary>
public sealed class EmbeddingCrossingTests
{
    private const string First = "[0.0023064255,-1.0E-7,0.10000000149011612]";
    private const string Second = "[3,-0.0,12345678.9]";

    private static readonly Dictionary<string, (ICallerEmbeddingDialect Dialect, string Request, string Answer)> Callers = new()
    {
        ["openai"] = (OpenAiEmbeddings.Instance,
            """{"model":"m","input":["one","two \"é\""],"dimensions":3,"input_type":"query","user":"u","x_new":1}""",
            $$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":{{{First}}}},{"object":"embedding","index":1,"embedding":{{{Second}}}}],"model":"told","usage":{"prompt_tokens":7,"total_tokens":7}}"""),
        ["gemini"] = (GeminiEmbeddings.Instance,
            """{"requests":[{"model":"models/m","content":{"parts":[{"text":"one"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":3},{"model":"models/m","content":{"parts":[{"text":"two \"é\""}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":3}]}""",
            $$$"""{"embeddings":[{"values":{{{First}}}},{"values":{{{Second}}}}],"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}"""),
        ["ollama"] = (OllamaEmbeddings.Instance,
            """{"model":"m","input":["one","two \"é\""],"dimensions":3,"truncate":false,"keep_alive":"5m"}""",
            $$"""{"model":"told","embeddings":[{{First}},{{Second}}],"prompt_eval_count":7}"""),
    };

    private static readonly Dictionary<string, (IEmbeddingDialect Dialect, string Request, string Answer)> Providers = new()
    {
        ["openai"] = (OpenAiEmbeddings.Instance,
            """{"model":"up","input":["one","two \"é\""],"dimensions":3}""",
            $$$"""{"object":"list","model":"told","data":[{"index":1,"embedding":{{{Second}}}},{"index":0,"embedding":{{{First}}}}],"usage":{"prompt_tokens":7,"total_tokens":7}}"""),
        ["gemini"] = (GeminiEmbeddings.Instance,
            """{"requests":[{"model":"models/up","content":{"parts":[{"text":"one"}]},"outputDimensionality":3},{"model":"models/up","content":{"parts":[{"text":"two \"é\""}]},"outputDimensionality":3}]}""",
            $$$"""{"embeddings":[{"values":{{{First}}}},{"values":{{{Second}}}}],"usageMetadata":{"promptTokenCount":7}}"""),
        ["vertex"] = (VertexEmbeddings.Instance,
            """{"instances":[{"content":"one"},{"content":"two \"é\""}],"parameters":{"outputDimensionality":3}}""",
            $$$$"""{"predictions":[{"embeddings":{"values":{{{{First}}}},"statistics":{"token_count":3,"truncated":false}}},{"embeddings":{"values":{{{{Second}}}},"statistics":{"token_count":4}}}]}"""),
        ["ollama"] = (OllamaEmbeddings.Instance,
            """{"model":"up","input":["one","two \"é\""],"dimensions":3}""",
            $$"""{"model":"told","embeddings":[{{First}},{{Second}}],"total_duration":14143917,"load_duration":1019500,"prompt_eval_count":7}"""),
        ["cohere"] = (CohereEmbeddings.Instance,
            """{"model":"up","texts":["one","two \"é\""],"input_type":"search_document","embedding_types":["float"],"output_dimension":3}""",
            $$$$"""{"id":"x","embeddings":{"float":[{{{{First}}}},{{{{Second}}}}]},"texts":[],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":7}}}"""),
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var caller in Callers.Keys)
            {
                foreach (var provider in Providers.Keys.Where(provider => provider != caller))
                {
                    pairs.Add(caller, provider);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Request_OfACaller_SaysTheSameToTheProvider(string caller, string provider)
    {
        var asked = Asked(caller);
        var how = new RequestWriting { Model = "up", From = caller };

        Assert.Null(Providers[provider].Dialect.WriteRequest(asked with { Use = null, User = null, Foreign = [] }, how, new ArrayBufferWriter<byte>()));
        Assert.Equal(Providers[provider].Request, Written(into => Providers[provider].Dialect.WriteRequest(asked with { Use = null, User = null, Foreign = [] }, how, into)));
        Assert.Empty(how.Dropped);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Answer_OfAProvider_KeepsEveryDigitForTheCaller(string caller, string provider)
    {
        var read = Providers[provider].Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Providers[provider].Answer));

        Assert.Equal(7, read.Value!.Usage.Input);
        Assert.Equal(Callers[caller].Answer, Written(into => Callers[caller].Dialect.WriteAnswer(read.Value with { Model = "told" }, Asked(caller), into)));
    }

    [Fact]
    public void Request_MembersWithoutAPlace_AreNamedInTheCallersWords()
    {
        Assert.Equal(["input_type", "user", "x_new"], Dropped("openai", OllamaEmbeddings.Instance).Order());
        Assert.Equal(["user", "x_new"], Dropped("openai", CohereEmbeddings.Instance).Order());
        Assert.Equal(["taskType"], Dropped("gemini", OpenAiEmbeddings.Instance));
        Assert.Equal(["keep_alive", "truncate"], Dropped("ollama", GeminiEmbeddings.Instance).Order());
    }

    [Fact]
    public void Use_OfEachDialect_IsSaidInTheOthersWords()
    {
        Assert.Contains("\"taskType\":\"RETRIEVAL_QUERY\"", WrittenFor("openai", GeminiEmbeddings.Instance));
        Assert.Contains("\"input_type\":\"search_query\"", WrittenFor("gemini", CohereEmbeddings.Instance));
    }

    [Fact]
    public void OldOllama_OnePrompt_LosesNothingInTheNewForm()
    {
        var asked = OllamaEmbeddings.Old.ReadRequest("""{"model":"m","prompt":"one","options":{"num_ctx":10},"keep_alive":null}"""u8.ToArray(), null).Value!;
        var answer = OllamaEmbeddings.Instance.ReadAnswer(Encoding.UTF8.GetBytes($$"""{"embeddings":[{{First}}]}""")).Value!;

        Assert.Equal("""{"model":"up","input":["one"],"options":{"num_ctx":10}}""", Written(into => OllamaEmbeddings.Instance.WriteRequest(asked, new RequestWriting { Model = "up", From = "ollama" }, into)));
        Assert.Equal($$"""{"embedding":{{First}}}""", Written(into => OllamaEmbeddings.Old.WriteAnswer(answer, asked, into)));
    }

    [Fact]
    public void OneGeminiContent_SeveralTexts_AreOneInputAndOneVector()
    {
        var asked = GeminiEmbeddings.Instance.ReadRequest("""{"content":{"parts":[{"text":"a"},{"text":"b"}]}}"""u8.ToArray(), new CallAddress("m", false)).Value!;
        var answer = OpenAiEmbeddings.Instance.ReadAnswer("""{"data":[{"embedding":[1]}]}"""u8.ToArray()).Value!;

        Assert.Equal("a\nb", Assert.Single(asked.Inputs).Text);
        Assert.Equal("""{"embedding":{"values":[1]}}""", Written(into => GeminiEmbeddings.Instance.WriteAnswer(answer, asked, into)));
    }

    [Fact]
    public void Base64_BothWays_IsTheSameFloats()
    {
        float[] floats = [0.1f, -2.5e-8f, float.MaxValue, 0f];
        var text = Convert.ToBase64String([.. floats.SelectMany(BitConverter.GetBytes)]);
        var numbers = Encoding.UTF8.GetBytes($$"""{"data":[{"embedding":[{{string.Join(',', floats.Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}}]}]}""");
        var encoded = Encoding.UTF8.GetBytes($$"""{"data":[{"embedding":"{{text}}"}]}""");
        var asked = OpenAiEmbeddings.Instance.ReadRequest("""{"model":"m","input":"a","encoding_format":"base64"}"""u8.ToArray(), null).Value!;

        Assert.Contains($"\"{text}\"", Written(into => OpenAiEmbeddings.Instance.WriteAnswer(OpenAiEmbeddings.Instance.ReadAnswer(numbers).Value!, asked, into)));
        var plain = Written(into => OllamaEmbeddings.Old.WriteAnswer(OpenAiEmbeddings.Instance.ReadAnswer(encoded).Value!, asked, into));
        Assert.Equal(floats, System.Text.Json.JsonElement.Parse(plain).GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle()));
    }

    [Theory]
    [InlineData("openai", """{"model":"m","input":[1,2]}""")]
    [InlineData("openai", """{"model":"m","input":[[1,2],[3]]}""")]
    public void Tokens_ToAProviderOfTexts_AreRefused(string caller, string request)
    {
        var asked = Callers[caller].Dialect.ReadRequest(Encoding.UTF8.GetBytes(request), null).Value!;

        Assert.NotNull(GeminiEmbeddings.Instance.WriteRequest(asked, new RequestWriting { Model = "up", From = caller }, new ArrayBufferWriter<byte>()));
        Assert.Contains("[1,2]", Written(into => OpenAiEmbeddings.Instance.WriteRequest(asked, new RequestWriting { Model = "up", From = caller }, into)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"embedding":null}],"embeddings":[{}],"embedding":3}""")]
    [InlineData("""{"data":[{"embedding":["a"]}],"embeddings":[["a"]]}""")]
    [InlineData("""{"data":{"embedding":[1]},"embeddings":{"float":{"a":1}}}""")]
    public void Answer_WithoutVectors_IsAFailureInEveryDialect(string body)
    {
        foreach (var provider in Providers.Values)
        {
            Assert.Equal(FailureKind.Broken, provider.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(body)).Failure?.Kind);
        }
    }

    [Theory]
    [InlineData("openai", """{"model":"m","input":{"a":1}}""")]
    [InlineData("openai", """{"model":"m","input":[{"a":1}]}""")]
    [InlineData("openai", """{"model":"m","input":"a","dimensions":"many"}""")]
    [InlineData("gemini", """{"content":"text"}""")]
    [InlineData("gemini", """{"content":{"parts":[{"inlineData":{}}]}}""")]
    [InlineData("gemini", """{"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"},{"content":{"parts":[{"text":"a"}]}}]}""")]
    [InlineData("ollama", """{"model":"m","input":[true]}""")]
    public void Request_OfAnotherShape_IsRefusedWithItsPath(string caller, string body)
    {
        var failure = Callers[caller].Dialect.ReadRequest(Encoding.UTF8.GetBytes(body), new CallAddress("m", false)).Failure;

        Assert.Equal(FailureKind.Malformed, failure?.Kind);
        Assert.NotNull(failure?.Param);
    }

    private static EmbeddingRequest Asked(string caller) => Callers[caller].Dialect.ReadRequest(Encoding.UTF8.GetBytes(Callers[caller].Request), new CallAddress("m", false)).Value!;

    private static List<string> Dropped(string caller, IEmbeddingDialect provider)
    {
        var how = new RequestWriting { Model = "up", From = caller };
        Assert.Null(provider.WriteRequest(Asked(caller), how, new ArrayBufferWriter<byte>()));
        return how.Dropped;
    }

    private static string WrittenFor(string caller, IEmbeddingDialect provider) =>
        Written(into => provider.WriteRequest(Asked(caller), new RequestWriting { Model = "up", From = caller }, into));

    private static string Written(Func<IBufferWriter<byte>, Failure?> write)
    {
        var into = new ArrayBufferWriter<byte>();
        Assert.Null(write(into));
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }
}
