using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios.Writers;

/// <summary>OpenAI's first format: a prompt and nothing else.</summary>
internal sealed class CompletionsWriter : RequestWriter
{
    public override string? Lacks(Wish wish) => wish.IsPlain ? null : "a completion has a prompt and nothing else";

    public override JsonObject Write(Wish wish, string model)
    {
        var body = new JsonObject { ["model"] = model, ["prompt"] = ((Line.User)wish.Lines[0]).Text, ["max_tokens"] = wish.Most };
        if (wish.Stop is not null)
        {
            body["stop"] = List([wish.Stop]);
        }

        if (wish.Stream)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return body;
    }
}
