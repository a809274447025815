namespace Bascule.Server.Configuration.Auto;

/// <summary>An inference engine that answered in its own shape.</summary>
/// <param name="Engine">Its name, e.g. <c>ollama</c>.</param>
/// <param name="Address">Where it answered, e.g. <c>http://127.0.0.1:11434</c>.</param>
/// <param name="FirstModel">The first model it lists, or null when it lists none.</param>
public sealed record FoundEngine(string Engine, Uri Address, string? FirstModel);
