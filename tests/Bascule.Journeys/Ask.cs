using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Bascule.Journeys;

/// <summary>Chat requests in either dialect, written by hand so that every byte is known.</summary>
internal static class Ask
{
    public const string OpenAi = "openai-chat";
    public const string Anthropic = "anthropic";
    public const string Sum = "What is 17 + 25?";

    public static string PathOf(string dialect) => dialect == Anthropic ? "/v1/messages" : "/v1/chat/completions";

    /// <summary>A body that asks one question.</summary>
    public static string Body(string dialect, string model, bool stream = false, string question = Sum)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = question }),
        };
        if (dialect == Anthropic)
        {
            body["max_tokens"] = 1000;
        }

        if (stream)
        {
            body["stream"] = true;
        }

        return body.ToJsonString();
    }

    /// <summary>A request of a dialect with any body.</summary>
    public static HttpRequestMessage Request(string dialect, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, PathOf(dialect)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (dialect == Anthropic)
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>The same request to another address.</summary>
    public static HttpRequestMessage To(this HttpRequestMessage request, string path)
    {
        request.RequestUri = new Uri(path, UriKind.Relative);
        return request;
    }

    /// <summary>Asks and reads the whole answer, cut ones too.</summary>
    public static async Task<Told> AskAsync(this HttpClient client, string dialect, string body, params (string Name, string Value)[] headers)
    {
        using var request = Request(dialect, body, headers);
        return await client.AskAsync(dialect, request);
    }

    /// <summary>Sends a request and reads the whole answer, cut ones too.</summary>
    public static async Task<Told> AskAsync(this HttpClient client, string dialect, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await Told.ReadAsync(dialect, response);
    }
}
