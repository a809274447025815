using System.Text;

namespace Bascule.Journeys.Errands;

/// <summary>What is asked besides a chat, written by hand so that every byte is known.</summary>
internal static class Errand
{
    public const string Embeddings = "/v1/embeddings";

    /// <summary>Numbers that a float or a double would spell otherwise: they must come through as they are.</summary>
    public const string Numbers = "[0.0023064255,-1.0E-7,0.10000000149011612,3,-0.0]";

    /// <summary>OpenAI's answer with one vector for each text.</summary>
    public static string Vectors(params string[] vectors) =>
        $$"""{"object":"list","data":[{{string.Join(',', vectors.Select((vector, at) => $$"""{"object":"embedding","index":{{at}},"embedding":{{vector}}}"""))}}],"model":"text-embedding-x","usage":{"prompt_tokens":5,"total_tokens":5},"x_unknown":1}""";

    public static async Task<Told> PostAsync(this HttpClient client, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.AskAsync(path.StartsWith("/v1/messages", StringComparison.Ordinal) ? Ask.Anthropic : Ask.OpenAi, request);
    }
}
