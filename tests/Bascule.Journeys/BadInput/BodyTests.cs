using System.Net.Http.Headers;
using System.Text;

namespace Bascule.Journeys.BadInput;

/// <summary>Bodies that are wrong, before an upstream of either dialect: the caller learns in his own what and where.</summary>
public sealed class BodyTests(OpenHouse house) : IClassFixture<OpenHouse>
{
    private const string Turn = """{"role":"user","content":"hi"}""";

    /// <summary>Refused here, whoever the upstream would be: body and a word that the message must hold. M stands for the model.</summary>
    private static readonly (string Body, string Word)[] Refused =
    [
        ("", "no body"),
        ("{", "not valid JSON"),
        ("""{"model":"M","messages":[TURN}""", "not valid JSON"),
        ("""{"model":"M","messages":[TURN]} x""", "not valid JSON"),
        ("""{"model":"M","messages":[TURN]}{}""", "not valid JSON"),
        ("""{"model":"M",'messages':[TURN]}""", "not valid JSON"),
        ("""{"model":"M","messages":[TURN],}""", "not valid JSON"),
        ("[]", "object"),
        ("\"M\"", "object"),
        ("null", "object"),
        ("""{"messages":[TURN]}""", "model"),
        ("""{"model":"","messages":[TURN]}""", "model"),
        ("""{"model":null,"messages":[TURN]}""", "model"),
        ("""{"model":7,"messages":[TURN]}""", "model"),
        ("""{"model":"M","messages":[TURN],"stream":"yes"}""", "stream"),
        ("""{"model":"M","messages":[TURN],"max_tokens":"many"}""", "max_tokens"),
        ("""{"model":"M","messages":[TURN],"max_tokens":-1}""", "max_tokens"),
        ("""{"model":"M","model":"assistant","messages":[TURN]}""", "'model' stands twice"),
        ("""{"model":"M","Model":"assistant","messages":[TURN]}""", "stands twice"),
        ("""{"model":"M","\u006dodel":"assistant","messages":[TURN]}""", "escapes"),
        ("""{"model":"M","messages":[TURN,{"role":"user","role":"system","content":"x"}]}""", "'role' stands twice in messages[1]"),
        ("""{"model":"M","messages":[{"role":"user","content":[{"type":"text","text":"a","text":"b"}]}]}""", "'text' stands twice in messages[0].content[0]"),
        ("""{"model":"M","messages":[TURN],"stream":true,"str\u0065am":false}""", "escapes"),
    ];

    /// <summary>Refused by the upstream or while translating: never a 5xx, and the caller learns why.</summary>
    private static readonly string[] RefusedSomewhere =
    [
        """{"model":"M","max_tokens":100}""",
        """{"model":"M","max_tokens":100,"messages":[]}""",
        """{"model":"M","max_tokens":100,"messages":"hi"}""",
        """{"model":"M","max_tokens":100,"messages":[7]}""",
        """{"model":"M","max_tokens":100,"messages":[{"content":"hi"}]}""",
        """{"model":"M","max_tokens":100,"messages":[{"role":"wizard","content":"hi"}]}""",
        """{"model":"M","max_tokens":100,"messages":[{"role":"user","content":7}]}""",
        """{"model":"M","max_tokens":100,"messages":[TURN],"temperature":"hot"}""",
        """{"model":"M","max_tokens":100,"messages":[TURN],"tools":"hammer"}""",
    ];

    public static TheoryData<int, string, string> RefusedCases => Cases(Refused.Length);

    public static TheoryData<int, string, string> SomewhereCases => Cases(RefusedSomewhere.Length);

    [Theory]
    [MemberData(nameof(RefusedCases))]
    public async Task Body_CannotBeRead_Is400SayingWhatAndWhere(int at, string caller, string upstream)
    {
        var (body, word) = Refused[at];
        var told = await house.Gateway.Client.AskAsync(caller, Filled(body, upstream));

        Assert.Equal(400, told.Status);
        Assert.Equal("invalid_request_error", told.Error.GetProperty("type").GetString());
        Assert.Contains(word, told.Error.GetProperty("message").GetString());
        await house.AssertServesAsync();
    }

    [Theory]
    [MemberData(nameof(SomewhereCases))]
    public async Task Body_MeansNothing_Is400(int at, string caller, string upstream)
    {
        var told = await house.Gateway.Client.AskAsync(caller, Filled(RefusedSomewhere[at], upstream));

        Assert.True(told.Status == 400, $"{told.Status} {told.Text}");
        Assert.Equal("invalid_request_error", told.Error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task MaxTokens_MissingInAnthropicsDialect_IsDecidedByTheUpstream()
    {
        var told = await house.Gateway.Client.AskAsync(Ask.Anthropic, Filled("""{"model":"M","messages":[TURN]}""", Ask.Anthropic));

        Assert.Equal(400, told.Status);
        Assert.Contains("max_tokens", told.Error.GetProperty("message").GetString());
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Part_OfAKindNobodyKnows_IsRefusedOrNamedAsDropped(string caller, string upstream)
    {
        var told = await house.Gateway.Client.AskAsync(caller, Filled(
            """{"model":"M","max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"hologram"}]}]}""", upstream));

        Assert.Equal(caller == upstream ? 400 : 200, told.Status);
        Assert.Equal(caller == upstream ? null : "hologram", told.Header("x-bascule-dropped"));
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Body_InvalidUtf8_Is400(string dialect)
    {
        var body = Encoding.UTF8.GetBytes(Ask.Body(dialect, "assistant", question: "broken: @")).Select(one => one == (byte)'@' ? (byte)0xC3 : one).ToArray();
        using var request = Ask.Request(dialect, "");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var told = await house.Gateway.Client.AskAsync(dialect, request);

        Assert.Equal(400, told.Status);
        Assert.Contains("UTF-8", told.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task Body_Nested10000Deep_Is400(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        foreach (var member in new[] { "messages", "metadata", "unknown" })
        {
            foreach (var dialect in new[] { Ask.OpenAi, Ask.Anthropic })
            {
                var told = await house.Gateway.Client.AskAsync(dialect, $$"""{"model":"assistant","{{member}}":{{deep}}}""");
                Assert.Equal(400, told.Status);
                Assert.Contains(open == "{\"a\":" && member == "messages" ? "must be an array" : "nested", told.Error.GetProperty("message").GetString());
            }
        }

        await house.AssertServesAsync();
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task CallersOwnNames_InSchemasAndArguments_MayRepeat(string caller, string upstream)
    {
        const string schema = """{"type":"object","properties":{"q":{"type":"string"},"Q":{"type":"string"},"caf\u00e9":{"type":"string"},"q":{"type":"string"}}}""";
        var tools = caller == Ask.Anthropic
            ? $$"""[{"name":"find","input_schema":{{schema}}}]"""
            : $$$"""[{"type":"function","function":{"name":"find","parameters":{{{schema}}}}}]""";
        var told = await house.Gateway.Client.AskAsync(caller, Filled($$"""{"model":"M","max_tokens":100,"messages":[TURN],"tools":{{tools}}}""", upstream));

        Assert.True(told.Status == 200, told.Text);
    }

    private static TheoryData<int, string, string> Cases(int count)
    {
        var cases = new TheoryData<int, string, string>();
        for (var at = 0; at < count; at++)
        {
            foreach (var caller in new[] { Ask.OpenAi, Ask.Anthropic })
            {
                cases.Add(at, caller, caller);
                cases.Add(at, caller, caller == Ask.Anthropic ? Ask.OpenAi : Ask.Anthropic);
            }
        }

        return cases;
    }

    private static string Filled(string body, string upstream) => body.Replace("\"M\"", $"\"{upstream}/sandbox-frontier\"").Replace("TURN", Turn);
}
