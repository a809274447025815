using Bascule.Engine;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Gemini;
using Bascule.Engine.Ingress;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Endpoints;

/// <summary>Gemini's addresses: a model's name, which may hold slashes, colons and escapes, and behind its last colon what is wanted of it.</summary>
internal static class GeminiEndpoints
{
    /// <summary>What may be wanted of a model, and who gives it.</summary>
    private static readonly Dictionary<string, Func<HttpContext, string, Task>> Verbs = new(StringComparer.Ordinal)
    {
        ["generateContent"] = static (context, model) => AskAsync(context, GeminiDialect.Instance, new CallAddress(model, Stream: false)),
        ["streamGenerateContent"] = static (context, model) => AskAsync(context, WantsEvents(context) ? GeminiDialect.Instance : GeminiDialect.Array, new CallAddress(model, Stream: true)),
        ["embedContent"] = static (context, model) => ErrandAsync(context, ErrandSet.GeminiEmbed, model),
        ["batchEmbedContents"] = static (context, model) => ErrandAsync(context, ErrandSet.GeminiEmbedBatch, model),
        ["countTokens"] = static (context, model) => ErrandAsync(context, ErrandSet.GeminiCount, model),
    };

    public static void Map(WebApplication app)
    {
        app.MapPost("/v1beta/{**call}", CallAsync);    // the AI SDK leaves models/ out where the name holds a slash
        app.MapPost("/v1/models/{**call}", CallAsync);
        GeminiModels.Map(app);
    }

    /// <summary>Whether a request's address is one of Gemini's.</summary>
    public static bool Speaks(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1beta") || (HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/v1/models", out var model) && model.Value!.Contains(':', StringComparison.Ordinal));

    /// <summary>The model's name as it is looked up: without the escapes that clients put around a slash, and without <c>models/</c>.</summary>
    public static string ModelOf(string name)
    {
        const string prefix = "models/";
        name = Uri.UnescapeDataString(name);
        return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
    }

    private static Task CallAsync(HttpContext context)
    {
        const string prefix = "models/";
        var call = (string?)context.GetRouteValue("call") ?? "";
        call = call.StartsWith(prefix, StringComparison.Ordinal) ? call[prefix.Length..] : call;
        var colon = call.LastIndexOf(':');
        return colon > 0 && Verbs.TryGetValue(call[(colon + 1)..], out var answer)
            ? answer(context, ModelOf(call[..colon]))
            : CallerErrors.UnknownPathAsync(context);
    }

    private static Task ErrandAsync(HttpContext context, Errand errand, string model) => AskAsync(context, GeminiDialect.Instance, new CallAddress(model, Stream: false), errand);

    private static async Task AskAsync(HttpContext context, ICallerDialect dialect, CallAddress address, Errand? errand = null)
    {
        var services = context.RequestServices;
        await using var inquiry = services.GetRequiredService<Receptionist>().Greet(context, dialect, address, errand);
        await services.GetRequiredService<Journey>().RunAsync(inquiry, services.GetRequiredService<LiveRules>().Now);
    }

    private static bool WantsEvents(HttpContext context) =>
        context.Request.Query["alt"].ToString().StartsWith("sse", StringComparison.OrdinalIgnoreCase)
        || context.Request.Query["$alt"].ToString().StartsWith("sse", StringComparison.OrdinalIgnoreCase);
}
