using System.Text.Json;

namespace Bascule.Server.Configuration.Auto;

/// <summary>How each engine's own list of models looks; two engines may not be taken for each other.</summary>
internal static class EngineShapes
{
    public static bool Recognise(string engine, JsonElement body, out string? firstModel)
    {
        firstModel = null;
        return body.ValueKind == JsonValueKind.Object && engine switch
        {
            "ollama" => Ollama(body, out firstModel),
            "lmstudio" => LmStudio(body, out firstModel),
            "tgi" => Tgi(body, out firstModel),
            _ => OwnedBy(body, engine, out firstModel),
        };
    }

    // vLLM, SGLang and llama.cpp sign their models: {"object":"list","data":[{"id":"...","owned_by":"vllm"}]}
    private static bool OwnedBy(JsonElement body, string owner, out string? firstModel)
    {
        firstModel = Objects(body, "data").Where(model => Text(model, "owned_by") == owner).Select(model => Text(model, "id")).FirstOrDefault(id => id is not null);
        return firstModel is not null;
    }

    // {"models":[{"name":"llama3.2:latest","model":"llama3.2:latest","digest":"...","details":{}}]}; without a model an empty list is all it says.
    private static bool Ollama(JsonElement body, out string? firstModel)
    {
        var models = Objects(body, "models");
        firstModel = models.Select(model => Text(model, "name")).FirstOrDefault(name => name is not null);
        return HasList(body, "models") && models.All(model => Text(model, "name") is not null);
    }

    // {"object":"list","data":[{"id":"...","object":"model","type":"llm","publisher":"...","state":"loaded"}]}
    private static bool LmStudio(JsonElement body, out string? firstModel)
    {
        var models = Objects(body, "data");
        firstModel = models.Where(model => Text(model, "type") != "embeddings").Select(model => Text(model, "id")).FirstOrDefault(id => id is not null);
        return HasList(body, "data") && models.All(model => Text(model, "type") is not null || Text(model, "state") is not null);
    }

    // {"model_id":"...","model_sha":"...","max_input_tokens":4095,"router":"text-generation-router","version":"3.0.0"}
    private static bool Tgi(JsonElement body, out string? firstModel)
    {
        firstModel = Text(body, "model_id");
        return firstModel is not null && new[] { "router", "version", "model_sha", "max_total_tokens", "max_input_tokens", "max_best_of" }.Any(name => body.TryGetProperty(name, out _));
    }

    private static bool HasList(JsonElement body, string name) => body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array;

    private static List<JsonElement> Objects(JsonElement body, string name) =>
        HasList(body, name)
            ? [.. body.GetProperty(name).EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)]
            : [];

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
