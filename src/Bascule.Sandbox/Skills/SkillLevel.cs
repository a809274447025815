namespace Bascule.Sandbox.Skills;

/// <summary>How much of a task a simulated model gets right: past any of these its answer is wrong, always in the same way.</summary>
internal sealed record SkillLevel(int Operands, int Digits, int Items);
