using Bascule.Engine.Conversation;

namespace Bascule.Server.Admin.Reports;

/// <summary>A parameter that is wrong, whoever asked: over the API it is <c>'since'</c>, at the terminal <c>--since</c>.</summary>
/// <param name="Name">The parameter's bare name.</param>
/// <param name="How">What is wrong, as the rest of a sentence without its full stop.</param>
/// <param name="Mend">What to write instead.</param>
public sealed record WrongParameter(string Name, string How, string Mend)
{
    internal Failure Failure => AdminAnswer.Wrong(Name, How, Mend);
}
