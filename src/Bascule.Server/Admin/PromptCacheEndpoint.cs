using Bascule.Engine.Resilience.Prompts;
using Bascule.Server.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary><c>/bascule/v1/prompt-cache</c>: which conversations' prompts changed their beginning since the start, by whom, where, and what the lost hits cost.</summary>
internal sealed class PromptCacheEndpoint(PrefixWatch watch)
{
    public Task AnswerAsync(HttpContext context) => JsonAnswer.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("sums");
        foreach (var sum in watch.Sums)
        {
            json.WriteStartObject();
            json.WriteString("by", sum.By);
            json.WriteNumber("changes", sum.Changes);
            json.WriteNumber("lost_tokens", sum.LostTokens);
            RowJson.WriteUsd(json, "lost_usd", sum.LostNano);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("latest");
        foreach (var alarm in watch.Latest)
        {
            json.WriteStartObject();
            json.WriteString("at", alarm.At);
            json.WriteString("request", alarm.Request);
            json.WriteString("route", alarm.Route);
            json.WriteString("deployment", alarm.Deployment);
            json.WriteString("by", alarm.By);
            json.WriteString("why", alarm.Why);
            json.WriteString("path", alarm.Path);
            json.WriteNumber("offset", alarm.Offset);
            json.WriteNumber("lost_tokens", alarm.LostTokens);
            RowJson.WriteUsd(json, "lost_usd", alarm.LostNano);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
