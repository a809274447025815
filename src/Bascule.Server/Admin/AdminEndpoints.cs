using Bascule.Engine.Conversation;
using Bascule.Server.Admin.Facts;
using Bascule.Server.Admin.Metrics;
using Bascule.Server.Admin.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Admin;

/// <summary>What operators call: CONTRACT 5. Every address below <c>/bascule/v1</c> needs the admin key.</summary>
internal static class AdminEndpoints
{
    public const string Root = "/bascule/v1";

    /// <summary>Load balancers ask with HEAD too.</summary>
    private static readonly string[] Reading = ["GET", "HEAD"];

    private static readonly string[] LaterPaths = ["feedback"];

    public static IServiceCollection AddAdmin(this IServiceCollection services) => services
        .AddSingleton<AdminGate>().AddSingleton<Readiness>().AddSingleton<MeterReader>().AddSingleton<MetricsPage>()
        .AddSingleton<ExplainEndpoint>().AddSingleton<RequestsEndpoint>().AddSingleton<UsageEndpoint>().AddSingleton<DeploymentsEndpoint>().AddSingleton<LedgerEndpoint>()
        .AddSingleton<AdminActs>().AddSingleton<AuditEndpoint>().AddSingleton<ContentEndpoint>().AddSingleton<KeysEndpoint>().AddSingleton<CatalogEndpoint>();

    public static void Map(WebApplication app)
    {
        var services = app.Services;
        var gate = services.GetRequiredService<AdminGate>();
        var acts = services.GetRequiredService<AdminActs>();
        MapProbes(app, gate, acts);

        var explain = services.GetRequiredService<ExplainEndpoint>();
        Add("POST", "/explain", explain.AnswerAsync, "/explain");
        var requests = services.GetRequiredService<RequestsEndpoint>();
        Add("GET", "/requests", requests.ListAsync, "/requests");
        Add("GET", "/requests/{id}", requests.FindAsync, "/requests/{id}");
        Add("GET", "/usage", services.GetRequiredService<UsageEndpoint>().AnswerAsync, "/usage");
        Add("GET", "/ledger", services.GetRequiredService<LedgerEndpoint>().AnswerAsync, "/ledger");
        var deployments = services.GetRequiredService<DeploymentsEndpoint>();
        Add("GET", "/deployments", deployments.ListAsync, "/deployments");
        // A deployment's name may hold slashes, and a catch-all must stand last: the verb behind the name is read there.
        Add("GET", "/deployments/{**name}", deployments.FindAsync, "/deployments/{name}");
        Add("POST", "/deployments/{**name}", deployments.ChangeAsync, "/deployments/{name}/drain", "/deployments/{name}/undrain");
        var keys = services.GetRequiredService<KeysEndpoint>();
        Add("GET", "/keys", keys.ListAsync, "/keys");
        Add("POST", "/keys", keys.CreateAsync, "/keys");
        Add("GET", "/keys/{id}", keys.FindAsync, "/keys/{id}");
        Add("PATCH", "/keys/{id}", keys.ChangeAsync, "/keys/{id}");
        Add("DELETE", "/keys/{id}", keys.DeleteAsync, "/keys/{id}");
        Add("POST", "/keys/{id}/rotate", keys.RotateAsync, "/keys/{id}/rotate");
        Add("POST", "/keys/{id}/disable", keys.DisableAsync, "/keys/{id}/disable");
        Add("POST", "/keys/{id}/enable", keys.EnableAsync, "/keys/{id}/enable");
        var content = services.GetRequiredService<ContentEndpoint>();
        Add("GET", "/requests/{id}/content", content.FindAsync, "/requests/{id}/content");
        Add("POST", "/erase", content.EraseAsync, "/erase");
        var audit = services.GetRequiredService<AuditEndpoint>();
        Add("GET", "/audit", audit.ListAsync, "/audit");
        Add("GET", "/audit/head", audit.HeadAsync, "/audit/head");
        Add("GET", "/audit/verify", audit.VerifyAsync, "/audit/verify");
        var catalog = services.GetRequiredService<CatalogEndpoint>();
        Add("GET", "/catalog", catalog.ListAsync, "/catalog");
        Add("GET", "/catalog/{**id}", catalog.FindAsync, "/catalog/{id}");
        Add("GET", "/openapi.json", OpenApi.WriteAsync, "/openapi.json");
        app.Map(Root + "/{**rest}", Guarded(gate, acts, UnknownAsync));

        void Add(string method, string path, RequestDelegate answer, params string[] described) =>
            app.MapMethods(Root + path, [method], Guarded(gate, acts, method == "GET" || path == "/explain" ? answer : context => acts.RunAsync(context, answer))).WithMetadata(new Described(method, [.. described.Select(one => Root + one)]));
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
        app.MapMethods("/metrics", Reading, context => gate.AdmitsToMetrics(context.Request)
            ? page.WriteAsync(context)
            : RefuseAsync(context, acts, AdminGate.Refusal(context.Request) with
            {
                Message = "/metrics needs server.metrics_key or the admin key here; on its own server.metrics_listen it is open.",
            }));
    }

    private static RequestDelegate Guarded(AdminGate gate, AdminActs acts, RequestDelegate answer) => context => gate.Admits(context.Request)
        ? answer(context)
        : RefuseAsync(context, acts, AdminGate.Refusal(context.Request));

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
internal sealed record Described(string Method, ValueList<string> Paths);
