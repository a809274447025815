using Bascule.Server.Configuration.Compiling;
using Bascule.Server.Configuration.Importing;

namespace Bascule.Server.Tests.Configuration.Importing;

/// <summary>Keys of LiteLLM's database keep their secrets, their limits and their budgets.</summary>
public sealed class LiteKeysTests
{
    private const string Models = """
        model_list:
          - { model_name: gpt-5, litellm_params: { model: openai/gpt-5 } }
          - { model_name: "team/chat", litellm_params: { model: openai/gpt-5-mini } }
        """;

    private const string Header = "token,key_name,key_alias,spend,expires,models,team_id,max_budget,budget_duration,rpm_limit,tpm_limit,max_parallel_requests,blocked,metadata\n";

    private static string Hash(char digit) => new(digit, 64);

    [Fact]
    public void Row_WithQuotesArraysAndLineBreaks_BecomesAKey()
    {
        var hash = KeyReader.Hash("sk-old-0123456789abcdef");
        var (config, import) = Imported.Good(Models, Header + $"{hash},sk-...cdef,\"web, \"\"main\"\"\",1.5,2027-01-01 00:00:00.5,\"{{gpt-5,\"\"team/chat\"\",gone}}\",search,100,30d,60,200000,5,f,\"{{\"\"a\"\": \"\"two\r\nlines\"\"}}\"\r\n");
        var key = Assert.Single(config.Keys);
        Assert.Equal(("web, \"main\"", hash, "search"), (key.Name, key.Sha256, key.Team));
        Assert.Equal(["gpt-5", "team/chat"], key.Routes!);
        Assert.Equal((60, 200_000, 5), (key.Limits.RequestsPerMinute, key.Limits.TokensPerMinute, key.Limits.Concurrency));
        Assert.Equal(100_000_000_000, key.Budget!.Nano);
        Assert.Equal(DateTimeOffset.Parse("2027-01-01T00:00:00Z"), key.Expires);
        Assert.Contains(import.Notes, note => note is { File: "keys.csv", Line: 2 } && note.Message.Contains("gone", StringComparison.Ordinal));
        Assert.Contains(import.Notes, note => note is { File: "keys.csv", Line: 2 } && note.Message.EndsWith("metadata", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_BlockedExpiredTwiceOrBroken_AreLeftOutAndListed()
    {
        var (config, import) = Imported.Good(Models, Header
            + $"{Hash('1')},,blocked,,,{{}},,,,,,,t,\n{Hash('2')},,expired,,2020-01-01T00:00:00Z,{{}},,,,,,,f,\n{Hash('3')},,good,,,{{}},,,,,,,,\n{Hash('3')},,twin,,,{{}},,,,,,,,\nnonsense,,broken,,,{{}},,,,,,,,\n");
        Assert.Equal(["good"], config.Keys.Select(key => key.Name));
        Assert.Equal([2, 3, 5, 6], import.Notes.Select(note => note.Line));
    }

    [Fact]
    public void Row_WithASpanThatFitsNoPeriod_IsListedAndUnbounded()
    {
        var (config, import) = Imported.Good(Models, Header + $"{Hash('4')},,week,,,{{}},,5,7d,,,,,\n");
        Assert.Null(Assert.Single(config.Keys).Budget);
        Assert.Contains("nothing bounds its spend", Assert.Single(import.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_OfATeamsModels_MayUseNothingUntilSomebodySaysSo()
    {
        var (config, _) = Imported.Good(Models, Header + $"{Hash('5')},,,,,{{all-team-models}},t,,,,,,,\n");
        var key = Assert.Single(config.Keys);
        Assert.Equal(("litellm-55555555", 0), (key.Name, key.Routes!.Count));
    }

    [Fact]
    public void Rows_AllLeftOut_LeaveNothingOpen()
    {
        var (config, _) = Imported.Good(Models, Header + $"{Hash('1')},,blocked,,,{{}},,,,,,,t,\n");
        Assert.Equal("keys", config.Server.Auth);
    }

    [Fact]
    public void Token_InClear_IsHashedAndNeverShown()
    {
        var (config, import) = Imported.Good(Models, Header + "sk-clear-0123456789abcdef,,sk-clear-0123456789abcdef,,,{},,,,,,,,\n");
        Assert.Equal(KeyReader.Hash("sk-clear-0123456789abcdef"), Assert.Single(config.Keys).Sha256);
        Assert.DoesNotContain("sk-clear", import.Yaml + string.Join(' ', import.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "names no column token")]
    [InlineData("a,b\n1,2\n", "names no column token")]
    [InlineData("token,models\n\"abc,{}\n", "keys.csv:2: this is not CSV: a quote is opened here and not closed")]
    [InlineData("token,models\n\"abc\"d,{}\n", "keys.csv:2: this is not CSV: something stands after a closing quote")]
    [InlineData("token,models\n\nabc\n", "keys.csv:3: 1 fields, and the header has 2")]
    public void NoCsv_IsRefusedWithItsLine(string csv, string said) =>
        Assert.Contains(said, Assert.Single(Imported.Read(Models, csv).Problems), StringComparison.Ordinal);

    [Fact]
    public void TooManyRows_AreRefused() =>
        Assert.Contains("more than a config holds", Assert.Single(Imported.Read(Models, "token\n" + string.Concat(Enumerable.Range(0, 5001).Select(i => $"{i:x64}\n"))).Problems), StringComparison.Ordinal);

    [Fact]
    public void AsManyRowsAsMayBe_PassCheck() =>
        Assert.Equal(5000, Imported.Good(Models, "token\n" + string.Concat(Enumerable.Range(1, 5000).Select(i => $"{i:x64}\n"))).Config.Keys.Count);

    [Theory]
    [InlineData("a,b\r\n1,2", "a|b;1|2")]
    [InlineData("\"a,b\",\"c\"\"d\"\n", "a,b|c\"d")]
    [InlineData("\"\",x\n\n,\n", "|x;|")]
    public void Csv_IsReadAsItsRuleSays(string text, string rows)
    {
        Assert.Equal(rows, string.Join(';', CsvText.Read(text, out var problem).Select(row => string.Join('|', row.Fields))));
        Assert.Null(problem);
    }
}
