using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Mistral's chat: OpenAI's with words of its own.</summary>
internal sealed class MistralFormat : ChatFormat
{
    public override string Name => "mistral";

    public override string Provider(Uri upstream) => $"dialect: mistral, base_url: \"{upstream}mistral/v1\", api_key: k";

    public override void Read(Asked asked, JsonObject root)
    {
        base.Read(asked, root);
        asked.Choice = asked.Choice == "any" ? "required" : asked.Choice;
    }

    public override string? Refuse(Recording recording, ScriptedRequest seen) => null;

    protected override string Words(Asked asked, JsonNode? content)
    {
        foreach (var part in Items(content).Where(part => Text(part["type"]) == "document_url"))
        {
            asked.AddFile(Text(part["document_url"]));
        }

        return base.Words(asked, content);
    }
}
