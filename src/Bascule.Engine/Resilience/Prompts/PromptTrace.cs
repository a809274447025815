namespace Bascule.Engine.Resilience.Prompts;

/// <summary>What an attempt sent of its conversation's prompt.</summary>
/// <param name="IsMasked">Placeholders stand in it.</param>
/// <param name="Change">It does not begin as the last one did; null: it does, or nothing is known of a last one.</param>
internal sealed record PromptTrace(PromptSketch Sketch, string Dialect, string Edits, bool IsMasked, PrefixChange? Change);
