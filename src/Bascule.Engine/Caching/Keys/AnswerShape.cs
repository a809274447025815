using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Keys;

/// <summary>What of a config shapes answers besides route and deployment: another config's answers are not served.</summary>
public static class AnswerShape
{
    /// <param name="guardrails">The guardrails as the operator wrote them, as text.</param>
    public static Digest Of(string guardrails) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(guardrails));
}
