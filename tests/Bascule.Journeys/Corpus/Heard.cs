using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Ledger;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Corpus;

/// <summary>What came of one replay: the caller's answer, the request that came upstream, and the row in the ledger.</summary>
internal sealed record Heard(int Status, string ContentType, byte[] Body, ScriptedRequest? Upstream, LedgerRow? Row)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public bool IsSse => ContentType.StartsWith("text/event-stream", StringComparison.Ordinal);

    public JsonNode? Json => Parse(Text);

    /// <summary>Null for what is no JSON.</summary>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
