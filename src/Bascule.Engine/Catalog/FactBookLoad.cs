namespace Bascule.Engine.Catalog;

/// <summary>A catalog as read, or everything that is wrong with its files, each with file and place.</summary>
public sealed record FactBookLoad(FactBook? Book, IReadOnlyList<string> Problems);
