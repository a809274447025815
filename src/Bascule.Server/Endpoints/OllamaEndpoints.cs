using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Resilience;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Endpoints;

/// <summary>What Ollama's clients ask besides chats: which models there are, what they can do, which version this is. In Ollama's shapes, with what this key may use.</summary>
internal static class OllamaEndpoints
{
    /// <summary>Of Ollama's interface, as it is spoken here: clients refuse an older one than they need.</summary>
    private const string SpokenVersion = "0.12.6";

    /// <summary>A question about a model is short.</summary>
    private const int MaxQuestion = 64 * 1024;

    public static void Map(WebApplication app)
    {
        var identity = app.Services.GetRequiredService<CallerIdentity>();
        var rules = app.Services.GetRequiredService<LiveRules>();
        app.MapGet("/api/version", context => JsonAnswer.WriteAsync(context, 200, static json =>
        {
            json.WriteStartObject();
            json.WriteString("version", SpokenVersion);
            json.WriteEndObject();
        }));
        app.MapGet("/api/tags", async (HttpContext context) =>
        {
            if (await identity.OfAsync(context) is { } caller)
            {
                var models = rules.Now.Routes.Listed((name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute)).ToArray();
                await JsonAnswer.WriteAsync(context, 200, json => WriteTags(json, models));
            }
        });
        app.MapGet("/api/ps", async (HttpContext context) =>
        {
            if (await identity.OfAsync(context) is not null)
            {
                await JsonAnswer.WriteAsync(context, 200, static json => WriteTags(json, []));    // nothing is loaded here
            }
        });
        app.MapPost("/api/show", async (HttpContext context) =>
        {
            if (await identity.OfAsync(context) is { } caller)
            {
                await ShowAsync(context, rules, caller);
            }
        });
    }

    private static async Task ShowAsync(HttpContext context, LiveRules rules, Caller caller)
    {
        if (await ModelOfAsync(context) is not { Length: > 0 } model)
        {
            await CallerErrors.WriteAsync(context, new Failure(Blame.Caller, FailureKind.Malformed, "invalid_request", "The request names no model.") { Mend = "Send {\"model\": NAME}." });
            return;
        }

        var resolved = rules.Now.Routes.Resolve(model, (name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute));
        if (resolved.Value is { } route)
        {
            await JsonAnswer.WriteAsync(context, 200, json => WriteShow(json, route.Candidates));
        }
        else
        {
            await CallerErrors.WriteAsync(context, resolved.Failure! with { Kind = FailureKind.UnknownModel });
        }
    }

    private static async Task<string?> ModelOfAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var piece = new byte[4096];
        while (await context.Request.Body.ReadAsync(piece, context.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > MaxQuestion)
            {
                return null;
            }

            body.Write(piece, 0, read);
        }

        using var reading = JsonReading.TryParse(body.ToArray(), paths: false);
        return reading is null ? null : reading.Root["model"u8].AsText ?? reading.Root["name"u8].AsText;
    }

    private static void WriteTags(Utf8JsonWriter json, IReadOnlyList<(string Name, IReadOnlyList<Target> Candidates)> models)
    {
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (var (name, candidates) in models)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("model", name);
            json.WriteString("modified_at", Released(candidates));
            json.WriteNumber("size", 0);
            json.WriteString("digest", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))));    // of the name: there is no file
            WriteDetails(json, candidates);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteShow(Utf8JsonWriter json, IReadOnlyList<Target> candidates)
    {
        var model = FirstOf(candidates)?.Deployment.Model;
        json.WriteStartObject();
        json.WriteString("license", model?.Licence?.Value ?? "");
        json.WriteString("modelfile", "");
        json.WriteString("parameters", "");
        json.WriteString("template", "");
        WriteDetails(json, candidates);
        json.WriteStartObject("model_info");
        json.WriteString("general.architecture", "bascule");
        if (model?.ContextWindow is { } window)
        {
            json.WriteNumber("bascule.context_length", window.Value);
        }

        json.WriteEndObject();
        json.WriteStartArray("capabilities");
        json.WriteStringValue("completion");
        WriteCapability(json, "tools", model?.Tools?.Value ?? true);    // most do; one that does not says so itself
        WriteCapability(json, "vision", model?.Images?.Value is true);
        WriteCapability(json, "thinking", model?.Reasoning?.Value is true);
        json.WriteEndArray();
        json.WriteString("modified_at", Released(candidates));
        json.WriteEndObject();
    }

    private static void WriteCapability(Utf8JsonWriter json, string word, bool has)
    {
        if (has)
        {
            json.WriteStringValue(word);
        }
    }

    private static void WriteDetails(Utf8JsonWriter json, IReadOnlyList<Target> candidates)
    {
        var family = FirstOf(candidates)?.Deployment.Model?.Family?.Value ?? "";
        json.WriteStartObject("details");
        json.WriteString("parent_model", "");
        json.WriteString("format", "");
        json.WriteString("family", family);
        json.WriteStartArray("families");
        if (family.Length > 0)
        {
            json.WriteStringValue(family);
        }

        json.WriteEndArray();
        json.WriteString("parameter_size", "");
        json.WriteString("quantization_level", "");
        json.WriteEndObject();
    }

    private static Target? FirstOf(IReadOnlyList<Target> candidates) => candidates.Count > 0 ? candidates[0] : null;

    private static string Released(IReadOnlyList<Target> candidates) =>
        (DateTimeOffset.TryParse(FirstOf(candidates)?.Deployment.Model?.Released?.Value, out var date) ? date : DateTimeOffset.UnixEpoch).ToString("yyyy-MM-ddTHH:mm:ssZ");
}
