using Bascule.Engine.Limits;
using Bascule.Engine.Resilience;
using Bascule.Server.Endpoints;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bascule.Server.Admin;

/// <summary><c>/bascule/v1/deployments</c>: facts and state of each, and taking one out by hand.</summary>
internal sealed class DeploymentsEndpoint(LiveRules rules, TokenEstimator tokens, AdminActs acts, TimeProvider time)
{
    public Task ListAsync(HttpContext context) => JsonAnswer.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var target in rules.Now.Targets.All)
        {
            Write(json, target);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task FindAsync(HttpContext context) => WriteAsync(context, NameIn(context));

    /// <summary>The last segment is the verb.</summary>
    public Task ChangeAsync(HttpContext context)
    {
        var path = NameIn(context);
        var verb = path.LastIndexOf('/');
        if (verb <= 0 || path[(verb + 1)..] is not ("drain" or "undrain"))
        {
            return AdminAnswer.FailAsync(context, AdminAnswer.NotFound("unknown_path", "A deployment can be drained and undrained.", "POST /bascule/v1/deployments/NAME/drain or /undrain."));
        }

        return ChangeAsync(context, path[..verb], path[(verb + 1)..]);
    }

    private async Task ChangeAsync(HttpContext context, string name, string verb)
    {
        if (rules.Now.Targets.Find(name) is not { } target)
        {
            await WriteAsync(context, name);
        }
        else if (await acts.NoteAsync(context, "deployment." + verb, name))
        {
            target.State.Drained = verb == "drain";
            await WriteAsync(context, name);
        }
    }

    private Task WriteAsync(HttpContext context, string name)
    {
        if (rules.Now.Targets.Find(name) is not { } target)
        {
            return AdminAnswer.FailAsync(context, AdminAnswer.NotFound("deployment_not_found", "There is no deployment of this name.", "GET /bascule/v1/deployments lists them; PROVIDER/UPSTREAM of a configured provider is one too."));
        }

        return JsonAnswer.WriteAsync(context, 200, json => Write(json, target));
    }

    private void Write(System.Text.Json.Utf8JsonWriter json, Target target) =>
        DeploymentJson.Write(json, target, target.Tokenizer is { } model ? tokens.Error(model) : null, time.GetUtcNow());

    /// <summary>An escaped slash stays escaped in a path; as part of a name it is one.</summary>
    private static string NameIn(HttpContext context) => ((string?)context.GetRouteValue("name") ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
