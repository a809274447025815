using Bascule.Server.Configuration.Auto;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Server.Tests.Configuration.Auto;

/// <summary>The probe against real listeners that answer as the engines do.</summary>
public sealed class EngineProbeTests
{
    private static readonly Dictionary<string, (string Path, string Body)> Engines = new()
    {
        ["ollama"] = ("/api/tags", """{"models":[{"name":"llama3.2:3b","model":"llama3.2:3b","digest":"a80c","details":{"family":"llama"}},{"name":"b","digest":"c"}]}"""),
        ["vllm"] = ("/v1/models", """{"object":"list","data":[{"id":"meta-llama/Llama-3.1-8B","object":"model","owned_by":"vllm","max_model_len":8192}]}"""),
        ["sglang"] = ("/v1/models", """{"object":"list","data":[{"id":"qwen","object":"model","owned_by":"sglang","root":"qwen"}]}"""),
        ["llamacpp"] = ("/v1/models", """{"object":"list","data":[{"id":"gemma.gguf","object":"model","owned_by":"llamacpp","meta":{"n_ctx_train":1}}]}"""),
        ["lmstudio"] = ("/api/v0/models", """{"object":"list","data":[{"id":"embed","type":"embeddings","state":"loaded"},{"id":"phi-4","type":"llm","publisher":"x","state":"not-loaded"}]}"""),
        ["tgi"] = ("/info", """{"model_id":"bigcode/starcoder","model_sha":"x","max_input_tokens":4095,"router":"text-generation-router","version":"3.0.0"}"""),
    };

    private static readonly Dictionary<string, string> FirstModels = new()
    {
        ["ollama"] = "llama3.2:3b", ["vllm"] = "meta-llama/Llama-3.1-8B", ["sglang"] = "qwen", ["llamacpp"] = "gemma.gguf", ["lmstudio"] = "phi-4", ["tgi"] = "bigcode/starcoder",
    };

    [Theory]
    [InlineData("ollama")]
    [InlineData("vllm")]
    [InlineData("sglang")]
    [InlineData("llamacpp")]
    [InlineData("lmstudio")]
    [InlineData("tgi")]
    public async Task Probe_EachEngine_IsKnownByItsOwnShapeOnly(string engine)
    {
        var (path, body) = Engines[engine];
        await using var server = await ListenAsync(asked => asked == path ? body : null);
        var port = Port(server);
        var found = await EngineProbe.FindAsync([.. Engines.Keys.Select(name => (name, port))], new FakeTimeProvider(), TestContext.Current.CancellationToken);
        var only = Assert.Single(found);
        Assert.Equal((engine, FirstModels[engine], $"http://127.0.0.1:{port}/"), (only.Engine, only.FirstModel, only.Address.AbsoluteUri));
    }

    [Theory]
    [InlineData("<html>a development server</html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"object":"list","data":[{"id":"gpt-4","owned_by":"system"}]}""")]
    public async Task Probe_StrangerThatAnswersEverything_IsNoEngine(string body)
    {
        await using var server = await ListenAsync(_ => body);
        Assert.Empty(await EngineProbe.FindAsync([.. Engines.Keys.Select(name => (name, Port(server)))], new FakeTimeProvider(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Engines_OfTheLanguage_AreTheCatalogs() =>
        Assert.Equal(Given.Engines.Select(engine => engine.Id).Order(), Server.Configuration.Language.EngineNames.All.Order());

    [Fact]
    public async Task Probe_SilentPort_IsGivenUpWhenPatienceEnds()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        await using var server = await ListenAsync(null, async context =>
        {
            asked.SetResult();
            var left = new TaskCompletionSource();
            await using var leaving = context.RequestAborted.Register(left.SetResult);
            await left.Task;
        });
        var finding = EngineProbe.FindAsync([("ollama", Port(server))], time, TestContext.Current.CancellationToken);
        await asked.Task;
        time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Empty(await finding);
    }

    private static async Task<WebApplication> ListenAsync(Func<string, string?>? answer, RequestDelegate? handler = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(handler ?? (async context =>
        {
            if (answer!(context.Request.Path) is { } body)
            {
                await context.Response.WriteAsync(body);
            }
            else
            {
                context.Response.StatusCode = 404;
            }
        }));
        await app.StartAsync();
        return app;
    }

    private static int Port(WebApplication app) => new Uri(app.Urls.First()).Port;
}
