using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>
/// In which order the candidates that may be asked are asked. A strategy keeps nothing: what is known of a deployment lives in its state. One more is a file here and its line in
/// <see cref="StrategySet"/>, which config and schema read.
/// </summary>
public interface IStrategy
{
    /// <summary>The word of the config.</summary>
    string Name { get; }

    /// <summary>The order stands: no conversation is kept elsewhere for its prompt's sake, since the order is the operator's own or has been made for the prompts' sake.</summary>
    bool HoldsItsOrder => false;

    /// <summary>It goes by the blocks of prompts, which are otherwise not computed.</summary>
    bool ReadsPrompts => false;

    /// <summary>Puts the candidates into order, in place.</summary>
    /// <param name="candidates">In the operator's order; two or more.</param>
    /// <returns>Why this order; null: it is the operator's.</returns>
    Ranking? Order(List<Target> candidates, in Occasion occasion);
}
