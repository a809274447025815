using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>Who is asked besides, where a route answers similar questions from memory.</summary>
/// <param name="Embedder">Makes vectors of questions.</param>
/// <param name="Judge">Says whether two answers are the same; null: nobody does.</param>
public sealed record SemanticTargets(Target Embedder, Target? Judge);
