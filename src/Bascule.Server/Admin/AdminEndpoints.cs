using Bascule.Engine.Conversation;
using Bascule.Server.Admin.Facts;
using Bascule.Server.Admin.Metrics;
using Bascule.Server.Admin.Operators;
using Bascule.Server.Admin.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Admin;

/// <summary>What operators call: CONTRACT 5. Every address below <c>/bascule/v1</c> needs the admin key, or a token of the issuer with the role named here.</summary>
internal static class AdminEndpoints
{
    public const string Root = "/bascule/v1";

    /// <summary>Load balancers ask with HEAD too.</summary>
    private static readonly string[] Reading = ["GET", "HEAD"];

    private static readonly string[] LaterPaths = ["feedback"];

    public static IServiceCollection AddAdmin(this IServiceCollection services) => services
        .AddSingleton<AdminGate>().AddSingleton<Readiness>().AddSingleton<MeterReader>().AddSingleton<MetricsPage>()
        .AddSingleton<ExplainedCache>().AddSingleton<ExplainEndpoint>().AddSingleton<RequestsEndpoint>().AddSingleton<UsageEndpoint>().AddSingleton<DeploymentsEndpoint>().AddSingleton<LedgerEndpoint>().AddSingleton<PromptCacheEndpoint>()
        .AddSingleton<AdminActs>().AddSingleton<AuditEndpoint>().AddSingleton<ContentEndpoint>().AddSingleton<CacheEndpoint>().AddSingleton<KeysEndpoint>().AddSingleton<CatalogEndpoint>().AddSingleton<SemanticEndpoint>();

    public static void Map(WebApplication app)
    {
        var services = app.Services;
        var gate = services.GetRequiredService<AdminGate>();
        var acts = services.GetRequiredService<AdminActs>();
        MapProbes(app, gate, acts);

        var explain = services.GetRequiredService<ExplainEndpoint>();
        Add(OperatorRole.Viewer, "POST", "/explain", explain.AnswerAsync, "/explain");
        var requests = services.GetRequiredService<RequestsEndpoint>();
        Add(OperatorRole.Viewer, "GET", "/requests", requests.ListAsync, "/requests");
        Add(OperatorRole.Viewer, "GET", "/requests/{id}", requests.FindAsync, "/requests/{id}");
        Add(OperatorRole.Viewer, "GET", "/usage", services.GetRequiredService<UsageEndpoint>().AnswerAsync, "/usage");
        Add(OperatorRole.Viewer, "GET", "/ledger", services.GetRequiredService<LedgerEndpoint>().AnswerAsync, "/ledger");
        Add(OperatorRole.Viewer, "GET", "/prompt-cache", services.GetRequiredService<PromptCacheEndpoint>().AnswerAsync, "/prompt-cache");
        var deployments = services.GetRequiredService<DeploymentsEndpoint>();
        Add(OperatorRole.Viewer, "GET", "/deployments", deployments.ListAsync, "/deployments");
        // A deployment's name may hold slashes, and a catch-all must stand last: the verb behind the name is read there.
        Add(OperatorRole.Viewer, "GET", "/deployments/{**name}", deployments.FindAsync, "/deployments/{name}");
        Add(OperatorRole.Operator, "POST", "/deployments/{**name}", deployments.ChangeAsync, "/deployments/{name}/drain", "/deployments/{name}/undrain");
        Add(OperatorRole.Viewer, "GET", "/cache/semantic", services.GetRequiredService<SemanticEndpoint>().AnswerAsync, "/cache/semantic");
        var keys = services.GetRequiredService<KeysEndpoint>();
        Add(OperatorRole.Operator, "GET", "/keys", keys.ListAsync, "/keys");
        Add(OperatorRole.Owner, "POST", "/keys", keys.CreateAsync, "/keys");
        Add(OperatorRole.Operator, "GET", "/keys/{id}", keys.FindAsync, "/keys/{id}");
        Add(OperatorRole.Owner, "PATCH", "/keys/{id}", keys.ChangeAsync, "/keys/{id}");
        Add(OperatorRole.Owner, "DELETE", "/keys/{id}", keys.DeleteAsync, "/keys/{id}");
        Add(OperatorRole.Owner, "POST", "/keys/{id}/rotate", keys.RotateAsync, "/keys/{id}/rotate");
        Add(OperatorRole.Operator, "POST", "/keys/{id}/disable", keys.DisableAsync, "/keys/{id}/disable");
        Add(OperatorRole.Operator, "POST", "/keys/{id}/enable", keys.EnableAsync, "/keys/{id}/enable");
        var content = services.GetRequiredService<ContentEndpoint>();
        Add(OperatorRole.Auditor, "GET", "/requests/{id}/content", content.FindAsync, "/requests/{id}/content");
        Add(OperatorRole.Owner, "POST", "/erase", content.EraseAsync, "/erase");
        var cache = services.GetRequiredService<CacheEndpoint>();
        Add(OperatorRole.Viewer, "GET", "/cache", cache.AnswerAsync, "/cache");
        Add(OperatorRole.Operator, "DELETE", "/cache", cache.ClearAsync, "/cache");
        var audit = services.GetRequiredService<AuditEndpoint>();
        Add(OperatorRole.Auditor, "GET", "/audit", audit.ListAsync, "/audit");
        Add(OperatorRole.Auditor, "GET", "/audit/head", audit.HeadAsync, "/audit/head");
        Add(OperatorRole.Auditor, "GET", "/audit/verify", audit.VerifyAsync, "/audit/verify");
        var catalog = services.GetRequiredService<CatalogEndpoint>();
        Add(OperatorRole.Viewer, "GET", "/catalog", catalog.ListAsync, "/catalog");
        Add(OperatorRole.Viewer, "GET", "/catalog/{**id}", catalog.FindAsync, "/catalog/{id}");
        Add(OperatorRole.Viewer, "GET", "/openapi.json", OpenApi.WriteAsync, "/openapi.json");
        app.Map(Root + "/{**rest}", Guarded(gate, acts, OperatorRole.Viewer, UnknownAsync));

        void Add(OperatorRole least, string method, string path, RequestDelegate answer, params string[] described) =>
            app.MapMethods(Root + path, [method], Guarded(gate, acts, least, method == "GET" || path == "/explain" ? answer : context => acts.RunAsync(context, answer))).WithMetadata(new Described(method, [.. described.Select(one => Root + one)], least));
    }

    private static void MapProbes(WebApplication app, AdminGate gate, AdminActs acts)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();
        var page = app.Services.GetRequiredService<MetricsPage>();
        app.MapMethods("/", Reading, context => TextAsync(context, 200, """
            Bascule, a gateway in front of language models.
            Callers: /v1/chat/completions and /v1/responses (OpenAI), /v1/messages (Anthropic), /v1beta/models (Gemini), /api/chat (Ollama), /v1/models.
            Operators: /healthz, /readyz, /metrics, and /bascule/v1, described at /bascule/v1/openapi.json (with the admin key).

            """));
        app.MapMethods("/healthz", Reading, context => TextAsync(context, 200, "ok\n"));
        app.MapMethods("/readyz", Reading, context => readiness.NotReady is { } reason
            ? TextAsync(context, StatusCodes.Status503ServiceUnavailable, reason + "\n")
            : TextAsync(context, 200, readiness.Ready + "\n"));
        app.MapMethods("/metrics", Reading, async context =>
        {
            if (await gate.AdmitToMetricsAsync(context) is { } refusal)
            {
                await RefuseAsync(context, acts, refusal with { Message = "/metrics needs server.metrics_key or the admin key here; on its own server.metrics_listen it is open." });
                return;
            }

            await page.WriteAsync(context);
        });
    }

    private static RequestDelegate Guarded(AdminGate gate, AdminActs acts, OperatorRole least, RequestDelegate answer) => async context =>
        await (await gate.AdmitAsync(context, least) is { } refusal ? RefuseAsync(context, acts, refusal) : answer(context));

    private static Task RefuseAsync(HttpContext context, AdminActs acts, Failure refusal)
    {
        acts.Refused(context, refusal);
        return AdminAnswer.FailAsync(context, refusal);
    }

    private static Task UnknownAsync(HttpContext context)
    {
        var first = context.Request.Path.Value!.Split('/').ElementAtOrDefault(3);
        return AdminAnswer.FailAsync(context, LaterPaths.Contains(first, StringComparer.OrdinalIgnoreCase)
            ? AdminAnswer.NotFound("not_yet_supported", $"{Root}/{first!.ToLowerInvariant()} is not yet supported.", $"GET {Root}/openapi.json describes what is.")
            : AdminAnswer.NotFound("unknown_path", "There is nothing at this address with this method.", $"GET {Root}/openapi.json describes what there is."));
    }

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}

/// <summary>How openapi.json calls the operations of a mapped route; a test holds them against each other.</summary>
internal sealed record Described(string Method, ValueList<string> Paths, OperatorRole Least);
