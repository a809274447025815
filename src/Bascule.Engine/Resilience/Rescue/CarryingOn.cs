using System.Text;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Rescue;

/// <summary>What an attempt needs to know that carries another's broken stream on.</summary>
/// <param name="broken">The attempt that owns the answer.</param>
/// <param name="record">What the caller has of it.</param>
/// <param name="standing">Where it stands.</param>
/// <param name="before">What the attempts before used that spoke to the caller.</param>
internal sealed class CarryingOn(AttemptReport broken, AnswerRecord record, BreakPoint standing, Usage before)
{
    public AnswerRecord Record => record;

    /// <summary>What the words said so far add to the request, by our estimate.</summary>
    public long BeginningTokens { get; } = Estimates.Tokens(Encoding.UTF8.GetByteCount(standing.Beginning));

    /// <summary>The caller's request as it is put to whoever carries on: with the words said so far, or anew where there are none.</summary>
    public ChatRequest Ask(ChatRequest asked) =>
        standing.Beginning.Length == 0 ? asked : Prefilling.Continue(asked, standing.Beginning, BeginningTokens);

    /// <param name="form">How it is asked.</param>
    /// <param name="input">Tokens of the request by our estimate.</param>
    public Continuation Splice(PrefillForm form, long input) => new(standing, form == PrefillForm.PrefixRepeated, before, input);

    /// <summary>Its first words are there: the answer is now its own.</summary>
    public void Takes(AttemptReport made) => broken.CarriedOnBy.Add(made.Target.Deployment.Name);

    /// <summary>What an SSE caller is told of it, where a person may look.</summary>
    public static byte[] Comment(AttemptReport made) => Encoding.UTF8.GetBytes($": continued on {OneLine(made.Target.Deployment.Name)}\n\n");

    private static string OneLine(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));
}
