using System.Buffers;
using System.Text;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Rescue;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Resilience.Rescue;

public sealed class PrefillingTests
{
    private static readonly FactBook Facts = FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!;

    [Theory]
    [InlineData("anthropic", "anthropic", "https://api.anthropic.com", "claude-sonnet-4-5", PrefillForm.LastMessage)]
    [InlineData("anthropic", "anthropic", "https://api.anthropic.com", "claude-sonnet-4-20250514", PrefillForm.LastMessage)]
    [InlineData("anthropic", "anthropic", "https://api.anthropic.com", "claude-opus-4-6", PrefillForm.None)]
    [InlineData("anthropic", "anthropic", "https://api.anthropic.com", "claude-sonnet-5", PrefillForm.None)]
    [InlineData("openai", "openai-chat", "https://api.openai.com/v1", "gpt-5", PrefillForm.None)]
    [InlineData("gemini", "gemini", "https://generativelanguage.googleapis.com", "gemini-2.5-flash", PrefillForm.LastMessage)]
    [InlineData("gemini", "gemini", "https://generativelanguage.googleapis.com", "gemini-3.6-flash", PrefillForm.None)]
    [InlineData("bedrock", "bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", PrefillForm.LastMessage)]
    [InlineData("bedrock", "bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com", "us.anthropic.claude-opus-4-6-v1", PrefillForm.None)]
    [InlineData("mistral", "mistral", "https://api.mistral.ai", "mistral-large-latest", PrefillForm.PrefixRepeated)]
    [InlineData("deepseek", "openai-chat", "https://api.deepseek.com", "deepseek-chat", PrefillForm.None)]
    [InlineData("deepseek", "openai-chat", "https://api.deepseek.com/beta", "deepseek-chat", PrefillForm.PrefixAtBeta)]
    [InlineData("cohere", "cohere", "https://api.cohere.com", "command-a-03-2025", PrefillForm.None)]
    [InlineData(null, "openai-chat", "https://somewhere.example/v1", "any", PrefillForm.None)]
    [InlineData("sandbox", "openai-chat", "http://127.0.0.1:9/v1", "sandbox-open+cut", PrefillForm.ContinueFinalMessage)]
    [InlineData("sandbox", "openai-chat", "http://127.0.0.1:9/v1", "sandbox-frontier", PrefillForm.None)]
    public void Vendor_Known_GoesOnAsRecorded(string? vendor, string dialect, string address, string upstream, PrefillForm form) =>
        Assert.Equal(form, Prefilling.Of(Target(vendor, null, dialect, address, new DeploymentOptions { Name = "d", Provider = "p", Upstream = upstream })));

    [Theory]
    [InlineData("vllm", PrefillForm.ContinueFinalMessage)]
    [InlineData("sglang", PrefillForm.ContinueFinalMessage)]
    [InlineData("tgi", PrefillForm.ContinueFinalMessage)]
    [InlineData("llamacpp", PrefillForm.LastMessage)]
    [InlineData("ollama", PrefillForm.LastMessage)]
    [InlineData("lmstudio", PrefillForm.None)]
    public void Engine_Known_GoesOnAsRecorded(string engine, PrefillForm form) =>
        Assert.Equal(form, Prefilling.Of(Target(null, engine, "openai-chat", "http://10.0.0.5:8000/v1", new DeploymentOptions { Name = "d", Provider = "p", Upstream = "any" })));

    [Fact]
    public void ModelOfTheCatalog_BehindAnUnknownAddress_GoesOnByItsOwnFact() => Assert.Equal(
        PrefillForm.LastMessage,
        Prefilling.Of(Target(null, null, "anthropic", "https://proxy.example", new DeploymentOptions { Name = "d", Provider = "p", Upstream = "house-claude", CatalogId = "anthropic/claude-sonnet-4-5" })));

    [Theory]
    [InlineData("openai-chat", PrefillForm.ContinueFinalMessage, """{"role":"assistant","content":"So far"}],"max_tokens":90,"continue_final_message":true,"add_generation_prompt":false}""")]
    [InlineData("openai-chat", PrefillForm.LastMessage, """{"role":"assistant","content":"So far"}],"max_tokens":90}""")]
    [InlineData("openai-chat", PrefillForm.Prefix, """{"role":"assistant","content":"So far","prefix":true}],"max_tokens":90}""")]
    [InlineData("openai-chat", PrefillForm.PrefixAtBeta, """{"role":"assistant","content":"So far","prefix":true}],"max_tokens":90}""")]
    [InlineData("mistral", PrefillForm.PrefixRepeated, """{"role":"assistant","content":"So far","prefix":true}],"max_tokens":90}""")]
    [InlineData("anthropic", PrefillForm.LastMessage, """{"role":"assistant","content":"So far"}]}""")]
    [InlineData("ollama", PrefillForm.LastMessage, """{"role":"assistant","content":"So far"}],"stream":false,"options":{"num_predict":90}}""")]
    [InlineData("gemini", PrefillForm.LastMessage, """{"role":"model","parts":[{"text":"So far"}]}],"generationConfig":{"maxOutputTokens":90}}""")]
    [InlineData("bedrock", PrefillForm.LastMessage, """{"role":"assistant","content":[{"text":"So far"}]}],"inferenceConfig":{"maxTokens":90}}""")]
    public void Request_ThatContinues_SaysSoInEachDialect(string dialect, PrefillForm form, string ends)
    {
        var asked = new ChatRequest { Model = "m", Turns = [new Turn(Role.User, [new TextPart("Tell me.")])], MaxOutputTokens = 100, Reasoning = new ReasoningWish { Effort = "high" } };
        Assert.EndsWith(ends, Write(dialect, Prefilling.Continue(asked, "So far", spent: 10), form, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_WhoseCallerBeganTheAnswer_GoesOnInThatTurn()
    {
        var asked = new ChatRequest
        {
            Model = "m",
            Turns = [new Turn(Role.User, [new TextPart("Tell me.")]), new Turn(Role.Assistant, [new TextPart("Well, ")])],
            Foreign = [new ForeignField("openai-chat", "continue_final_message", RawJson.FromText("true")), new ForeignField("openai-chat", "add_generation_prompt", RawJson.FromText("false"))],
        };
        var written = Write("openai-chat", Prefilling.Continue(asked, "so far", spent: 10), PrefillForm.ContinueFinalMessage, "openai-chat");
        Assert.EndsWith("""{"role":"assistant","content":"Well, so far"}],"continue_final_message":true,"add_generation_prompt":false}""", written, StringComparison.Ordinal);
    }

    private static string Write(string dialect, ChatRequest asked, PrefillForm form, string from)
    {
        var into = new ArrayBufferWriter<byte>();
        Assert.Null(DialectSet.Find(dialect)!.WriteRequest(asked, new RequestWriting { Model = "m", From = from, Prefill = form }, into));
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    private static Target Target(string? vendor, string? engine, string dialect, string address, DeploymentOptions options)
    {
        var provider = new Provider(new ProviderOptions { Name = "p", Dialect = dialect, BaseUrl = new Uri(address), Vendor = vendor, Engine = engine }, Vendor.For(dialect)!);
        return new Target(new Deployment(options, vendor, Facts, engine), provider, new DeploymentState(TimeProvider.System));
    }
}
