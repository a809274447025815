using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Ledger;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Corpus;

/// <summary>What came of one replay: the caller's answer, the request that came upstream, and the row in the ledger.</summary>
internal sealed record Heard(Format Format, bool Streaming, int Status, string ContentType, byte[] Body, string Dropped, ScriptedRequest? Upstream, LedgerRow? Row)
{
    private static readonly string[] StreamTypes = ["text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream"];

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>A stream says so by its type, but for a JSON array, which is one where a stream was asked for.</summary>
    public bool IsStream => Array.Exists(StreamTypes, type => ContentType.StartsWith(type, StringComparison.Ordinal)) || (Streaming && Text.TrimStart().StartsWith('['));

    public JsonNode? Json => Parse(Text);

    /// <summary>What the caller was told.</summary>
    public Said Said => IsStream ? Format.Stream(Body, lenient: false) : Format.Whole(Json, lenient: false);

    /// <summary>Whether what is lost was named, by the word that the caller's format has for it.</summary>
    public bool Names(Problem problem) =>
        problem.Feature.StartsWith("asked-", StringComparison.Ordinal) && Array.Exists(Format.Names(problem.Feature["asked-".Length..]), name => Dropped.Contains(name, StringComparison.Ordinal));

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
