namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>One pattern at one place.</summary>
internal readonly record struct Hit(Kinds Kind, int Pattern, int Weight, int Start, int End);
