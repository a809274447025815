using System.Net.Http.Headers;
using System.Text;
using Bascule.Journeys.Corpus;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Journeys.Scenarios.Writers;

namespace Bascule.Journeys.Scenarios;

/// <summary>One caller of one dialect before one provider of another.</summary>
internal sealed class Talk(Gateway gateway, Format caller, Format provider)
{
    private readonly HashSet<string> _dropped = [];

    public Format Provider => provider;

    /// <summary>What was named as dropped, in all that was asked here.</summary>
    public IReadOnlyCollection<string> Dropped => _dropped;

    /// <summary>Why the caller's dialect has no words for it, or null.</summary>
    public string? Unsaid { get; private set; }

    /// <summary>Asks; a wish that cannot be said in the caller's dialect ends the scenario.</summary>
    /// <param name="model">Of the sandbox, with its faults.</param>
    public async Task<Reply> AskAsync(Wish wish, string model = "sandbox-frontier", string? prefix = null)
    {
        var writer = RequestWriter.All[caller.Name];
        if (writer.Lacks(wish) is { } lack)
        {
            Unsaid = lack;
            throw new UnsaidException(lack);
        }

        // A fault goes by header: a server with one model has no names to put it in.
        var (bare, fault) = model.Split('+') is [var left, var right] ? (left, right) : (model, "");
        var name = $"{prefix ?? provider.Name}/{bare}".TrimStart('/');
        using var request = new HttpRequestMessage(HttpMethod.Post, caller.CallerPath(name, wish.Stream) + (wish.Stream && caller is GeminiFormat ? "?alt=sse" : ""))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(writer.Write(wish, name).ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (header, value) in caller.CallerHeaders(null))
        {
            request.Headers.Add(header, value);
        }

        request.Headers.Add(ScenarioRun.FaultHeader, fault);
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var broke = false;
        using var body = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(body);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            broke = true;
        }

        foreach (var dropped in response.Headers.TryGetValues("x-bascule-dropped", out var names) ? names.SelectMany(one => one.Split(',')) : [])
        {
            _dropped.Add(dropped.Trim());
        }

        var type = response.Content.Headers.NonValidated.TryGetValues("content-type", out var types) ? types.ToString() : "";
        var heard = new Heard(caller, wish.Stream, (int)response.StatusCode, type, body.ToArray(), "", null, null);
        return new Reply(heard, response.Headers.RetryAfter is not null, broke);
    }
}

/// <summary>What a caller got.</summary>
internal sealed record Reply(Heard Heard, bool RetryAfter, bool Broke)
{
    public int Status => Heard.Status;

    public Said Said { get; } = Heard.Status == 200 ? Heard.Said : new Said();

    /// <summary>The error, whole or at a stream's end; null where there is none in the caller's own shape.</summary>
    public ToldError? Error => Heard.Format.Error(Heard.Status != 200 ? Heard.Json : Heard.IsStream && Heard.Format.Split(Heard.Text) is [.., var last] ? Heard.Parse(last.Data) : null);

    public override string ToString() => $"{Heard.Status} {Heard.Text}";
}

/// <summary>The caller's dialect has no words for it.</summary>
internal sealed class UnsaidException(string why) : Exception(why);
