using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Corpus;

/// <summary>What both ends of one replay saw: the caller's answer and the request that came upstream.</summary>
internal sealed record Heard(int Status, string ContentType, byte[] Body, ScriptedRequest? Upstream)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public bool IsSse => ContentType.StartsWith("text/event-stream", StringComparison.Ordinal);
}
