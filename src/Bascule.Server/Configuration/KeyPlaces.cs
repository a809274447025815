namespace Bascule.Server.Configuration;

/// <summary>Where each key of the config stands. No part of what a config says: two that say the same are equal, wherever their lines are.</summary>
public sealed class KeyPlaces(string file, IReadOnlyDictionary<string, int> lines) : IEquatable<KeyPlaces>
{
    public static KeyPlaces None { get; } = new("", new Dictionary<string, int>());

    /// <summary>As <c>bascule.yaml, line 12</c>; a key that stands in no file is the environment's.</summary>
    public string Of(string name) => lines.TryGetValue(name, out var line) ? $"{file}, line {line}" : "the environment variable BASCULE_API_KEY";

    public bool Equals(KeyPlaces? other) => other is not null;

    public override bool Equals(object? obj) => Equals(obj as KeyPlaces);

    public override int GetHashCode() => 0;
}
