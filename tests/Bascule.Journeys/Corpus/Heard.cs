using System.Text;
using Bascule.Engine.Ledger;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Corpus;

/// <summary>What came of one replay: the caller's answer, the request that came upstream, and the row in the ledger.</summary>
internal sealed record Heard(int Status, string ContentType, byte[] Body, ScriptedRequest? Upstream, LedgerRow? Row)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public bool IsSse => ContentType.StartsWith("text/event-stream", StringComparison.Ordinal);
}
