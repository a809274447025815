using Bascule.Sandbox.Talk;

namespace Bascule.Sandbox.Wire;

/// <summary>A request and what the simulated model says to it, ready to be written.</summary>
internal sealed record Said(Asked Asked, Question Question, Reply Reply, DateTimeOffset Now);
