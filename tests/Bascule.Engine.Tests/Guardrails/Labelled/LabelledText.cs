namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>What stands where in a text: bytes of its UTF-8.</summary>
internal readonly record struct Label(string Kind, int Start, int Length, bool Disguised);

/// <summary>A text and all that detectors are to find in it; <paramref name="Attack"/>: it means to turn the model against its instructions.</summary>
internal sealed record LabelledText(string Text, string Genre, string Language, IReadOnlyList<Label> Labels, bool Attack = false);
