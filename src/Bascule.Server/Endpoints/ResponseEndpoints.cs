using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.OpenAiResponses;
using Bascule.Engine.Policy;
using Bascule.Engine.Providers;
using Bascule.Engine.Keeping;
using Bascule.Engine.Resilience;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Endpoints;

/// <summary>What a caller may do with his own kept responses: what Bascule keeps is answered here, what a provider keeps is asked there.</summary>
internal sealed partial class ResponseEndpoints(CallerIdentity identity, ResponseMemory memory, LiveRules rules, TimeProvider time, ILogger<ResponseEndpoints> logger)
{
    private const string One = "/v1/responses/{id}";

    /// <summary>A provider that keeps a response answers at once or not at all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Map(WebApplication app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ResponseEndpoints>(app.Services);
        app.MapGet(One, context => endpoints.AnswerAsync(context, "", static (context, kept) => WriteAsync(context, kept)));
        app.MapDelete(One, endpoints.DeleteAsync);
        app.MapPost(One + "/cancel", context => endpoints.AnswerAsync(context, "/cancel", static (context, _) =>
            CallerErrors.WriteAsync(context, new Failure(Blame.Caller, FailureKind.Malformed, "not_in_background", "Only a response that runs in the background can be cancelled."))));
        app.MapGet(One + "/input_items", context => endpoints.AnswerAsync(context, "/input_items", static (context, kept) => WriteItemsAsync(context, kept)));
    }

    private async Task AnswerAsync(HttpContext context, string rest, Func<HttpContext, KeptResponse, Task> ours)
    {
        if (await FindAsync(context) is { } kept)
        {
            await (kept.IsOurs ? ours(context, kept) : AskAsync(context, kept, rest));
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } kept || (!kept.IsOurs && !await AskAsync(context, kept, "")))
        {
            return;
        }

        memory.Forget(kept.Tenant, kept.Id);
        if (kept.IsOurs)
        {
            await JsonAnswer.WriteAsync(context, 200, json =>
            {
                json.WriteStartObject();
                json.WriteString("id", kept.Id);
                json.WriteString("object", "response");
                json.WriteBoolean("deleted", true);
                json.WriteEndObject();
            });
        }
    }

    /// <summary>The caller's response; null when he got his error already.</summary>
    private async Task<KeptResponse?> FindAsync(HttpContext context)
    {
        if (await identity.AdmittedAsync(context) is not { } caller)
        {
            return null;
        }

        var id = (string)context.GetRouteValue("id")!;
        var plain = id.Length <= 256 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');
        var kept = plain ? await memory.FindAsync(caller.Tenant ?? "", id, context.RequestAborted) : null;
        if (kept is null)
        {
            await CallerErrors.WriteAsync(context, NotFound(plain ? id : ""));
            return null;
        }

        // A team's keys share their responses, but each has its own bound.
        if (Arbiter.Judge(kept.DataClass, caller.Key?.MaxDataClass) is { } above)
        {
            await CallerErrors.WriteAsync(context, above);
            return null;
        }

        return kept;
    }

    private static Failure NotFound(string id) => new(Blame.Caller, FailureKind.UnknownPath, "response_not_found", $"Response with id '{id}' not found.") { Param = "response_id" };

    /// <summary>Asks the deployment that made it, and passes its answer. True: it is a success.</summary>
    private async Task<bool> AskAsync(HttpContext context, KeptResponse kept, string rest)
    {
        if (rules.Now.Targets.Find(kept.Deployment) is not { } target)
        {
            await CallerErrors.WriteAsync(context, NotFound(kept.Id));
            return false;
        }

        var dialect = OpenAiResponsesDialect.Instance;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            var ask = new ChatAsk(dialect.Name, target.Deployment.Upstream, false, null);
            using var request = await target.Provider.NewAboutAsync(new HttpMethod(context.Request.Method), ask, $"/{kept.Id}{rest}{context.Request.QueryString.Value}", patience.Token);
            using var response = await target.Provider.Client(null).SendAsync(request, patience.Token);
            if (!response.IsSuccessStatusCode)
            {
                var refused = await UpstreamErrors.ReadAsync(response, dialect, target.Provider, time, patience.Token);
                await CallerErrors.WriteAsync(context, response.StatusCode == System.Net.HttpStatusCode.NotFound ? NotFound(kept.Id) : refused);
                return false;
            }

            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.NonValidated.TryGetValues("content-type", out var type) ? type.ToString() : "application/json";
            context.Response.Headers["x-bascule-deployment"] = target.Deployment.Name;
            await using var answer = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            await answer.CopyToAsync(context.Response.Body, context.RequestAborted);
            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.Unreachable(logger, target.Deployment.Name, gone.GetType().Name);
            await CallerErrors.WriteAsync(context, new Failure(Blame.Provider, FailureKind.Unreachable, "upstream_unreachable", "The upstream that keeps this response could not be reached."));
            return false;
        }
    }

    private static Task WriteAsync(HttpContext context, KeptResponse kept) => JsonAnswer.WriteAsync(context, 200, json =>
    {
        using var content = JsonDocument.Parse(kept.Content);
        content.RootElement.GetProperty("response").WriteTo(json);
    });

    /// <summary>Newest first, as the provider's own list is unless it is asked for the other order.</summary>
    private static Task WriteItemsAsync(HttpContext context, KeptResponse kept) => JsonAnswer.WriteAsync(context, 200, json =>
    {
        using var content = JsonDocument.Parse(kept.Content);
        var items = content.RootElement.GetProperty("input").EnumerateArray().Select((item, place) => (Item: item, Id: IdOf(item, kept.Id, place))).ToList();
        if (context.Request.Query["order"] != "asc")
        {
            items.Reverse();
        }

        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var (item, id) in items)
        {
            WriteItem(json, item, id);
        }

        json.WriteEndArray();
        json.WriteString("first_id", items.Count > 0 ? items[0].Id : "");
        json.WriteString("last_id", items.Count > 0 ? items[^1].Id : "");
        json.WriteBoolean("has_more", false);
        json.WriteEndObject();
    });

    private static string IdOf(JsonElement item, string response, int place) =>
        item.TryGetProperty("id", out var id) && id.GetString() is { Length: > 0 } own ? own : $"msg_{response}_in_{place}";

    /// <summary>The item with what a listed one has and a sent one need not have.</summary>
    private static void WriteItem(Utf8JsonWriter json, JsonElement item, string id)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        if (!item.TryGetProperty("type", out _))
        {
            json.WriteString("type", "message");
        }

        foreach (var member in item.EnumerateObject().Where(member => member.Name != "id"))
        {
            if (member.Name == "content" && member.Value.ValueKind == JsonValueKind.String)
            {
                json.WriteStartArray("content");
                json.WriteStartObject();
                json.WriteString("type", item.TryGetProperty("role", out var role) && role.GetString() == "assistant" ? "output_text" : "input_text");
                json.WriteString("text", member.Value.GetString());
                json.WriteEndObject();
                json.WriteEndArray();
            }
            else
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Deployment} could not be asked about a response it keeps ({Trouble})")]
        public static partial void Unreachable(ILogger logger, string deployment, string trouble);
    }
}
