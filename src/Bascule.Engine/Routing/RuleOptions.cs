using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Routing;

/// <summary>One rule of a route as the operator wrote it: when it holds, only these candidates are used, in this order.</summary>
public sealed record RuleOptions(Condition When, ValueList<string> Use);
