using System.Globalization;
using Bascule.Journeys.BadInput;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>A provider, or a caller by the name of a model, who would write a header of the gateway's answer.</summary>
public sealed class SplittingTests
{
    private const string Type = "content-type: application/json";

    public static TheoryData<string> Heads =>
    [
        Type + "\r\nx-request-id: up\u001b[31m\u0007-\u00e9\u0085",
        Type + "\r\nx-request-id: a\rset-cookie: stolen=1",
        Type + "\r\nx-request-id: a\nset-cookie: stolen=1",
        Type + "\r\nx-request-id: a\r\n set-cookie: stolen=1",
        Type + "\r\nx-request-id: a%0d%0aset-cookie:%20stolen=1",
        Type + "; x=\"\rset-cookie: stolen=1\"\r\nx-request-id: a",
        Type + "\r\nset-cookie: stolen=1\r\nx-request-id: a",
    ];

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task UpstreamHeader_ThatWouldSplitOurs_NeverDoes(string head)
    {
        await using var upstream = RawUpstream.Start(RawUpstream.Whole(head, Wire.Answer(Ask.OpenAi)));
        await using var gateway = await StartAsync(upstream);
        AssertHarmless(await AskRawAsync(gateway, "raw/m"));
    }

    [Theory]
    [InlineData("400 Bad Request")]
    [InlineData("429 Too Many\rset-cookie: stolen=1")]
    [InlineData("500 Oh\u001b[31m no")]
    public async Task UpstreamError_ThatWouldSplitAHeader_NeverDoes(string status)
    {
        const string line = @"x\r\nset-cookie: stolen=1\r\n\r\n<html>\u001b[31m";
        await using var upstream = RawUpstream.Start(RawUpstream.Whole(
            Type + "\r\nretry-after: 1\u0001\r\nx-request-id: up\u001b[31m", $$$"""{"error":{"message":"{{{line}}}","type":"{{{line}}}","code":"{{{line}}}","param":"{{{line}}}"}}""", status));
        await using var gateway = await StartAsync(upstream);
        AssertHarmless(await AskRawAsync(gateway, "raw/m"));
    }

    [Theory]
    [InlineData(@"raw/m\r\nset-cookie: stolen=1")]
    [InlineData(@"raw/m\u001b[31m\u0000\u0085\u2028")]
    [InlineData(@"any-\r\n\r\nHTTP/1.1 200 OK\r\nset-cookie: stolen=1")]
    public async Task ModelName_ThatWouldSplitAHeader_NeverDoes(string model)
    {
        await using var upstream = RawUpstream.Start(RawUpstream.Whole(Type, Wire.Answer(Ask.OpenAi)));
        await using var gateway = await StartAsync(upstream);
        AssertHarmless(await AskRawAsync(gateway, model));
    }

    [Fact]
    public async Task UpstreamHeaders_PastTheBound_AreAFailureAndNotMemory()
    {
        var many = string.Join("\r\n", Enumerable.Range(0, 100).Select(at => $"x-{at.ToString(CultureInfo.InvariantCulture)}: {new string('a', 1024)}"));
        await using var upstream = RawUpstream.Start(RawUpstream.Whole(Type + "\r\n" + many, Wire.Answer(Ask.OpenAi)));
        await using var gateway = await StartAsync(upstream);
        var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "raw/m"));

        Assert.Equal((502, "upstream_unreachable"), (told.Status, told.Error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task ProviderThatRedirects_IsNotFollowed()
    {
        await using var inside = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            await using var upstream = RawUpstream.Start(RawUpstream.Whole(Type + $"\r\nlocation: {inside.Address}v1/chat/completions", "{}", $"{status} Elsewhere"));
            await using var gateway = await StartAsync(upstream);
            var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "raw/m"));

            Assert.Equal(502, told.Status);
            Assert.DoesNotContain(inside.Address.Port.ToString(CultureInfo.InvariantCulture), told.Text + string.Concat(told.Headers.Values));
        }

        Assert.Empty(inside.Seen);
    }

    private static Task<Gateway> StartAsync(RawUpstream upstream) => Gateway.StartAsync($$"""
        providers: { raw: { dialect: openai-chat, base_url: "{{upstream.Address}}", api_key: sk-upstream-0123456789abcdef } }
        routes: { "any-*": { candidates: ["raw/*"], retries: 0 } }
        """);

    /// <summary>The answer's bytes, as no client has tidied them.</summary>
    private static async Task<string> AskRawAsync(Gateway gateway, string escapedModel)
    {
        var body = $$"""{"model":"{{escapedModel}}","messages":[{"role":"user","content":"hi"}]}""";
        await using var caller = await RawCaller.ConnectAsync(gateway.Address);
        await caller.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {body.Length}\r\n\r\n{body}");
        return await caller.ReadAnswerAsync();
    }

    private static void AssertHarmless(string answer)
    {
        Assert.StartsWith("HTTP/1.1 ", answer);
        var head = answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.All(head.Split("\r\n"), line =>
        {
            Assert.False(line.StartsWith("set-cookie", StringComparison.OrdinalIgnoreCase), line);
            Assert.All(line, letter => Assert.InRange(letter, ' ', '~'));
        });
        Assert.All(answer[head.Length..], letter => Assert.True(letter is '\r' or '\n' || !char.IsControl(letter), $"U+{(int)letter:X4}"));
        Assert.DoesNotContain("HTTP/1.1", answer[head.Length..].Replace(@"\r\n\r\nHTTP/1.1 200 OK", "", StringComparison.Ordinal));
    }
}
