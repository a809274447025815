namespace Bascule.Server.Configuration;

/// <summary>What came of reading a config: the config, unless an error stands among the problems.</summary>
/// <param name="Config">The config, or null when any problem is an error.</param>
/// <param name="Problems">Every problem found, in the file's order.</param>
/// <param name="Sources">The files that were read: the config and the secrets it names. A change of any means: read again.</param>
public sealed record ConfigResult(BasculeConfig? Config, IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<string> Sources);
