namespace Bascule.Engine.Catalog;

/// <summary>A value with the place it was read from and the day it was true there. An absent fact is a null <c>Fact</c>: unknown, never a default.</summary>
public sealed record Fact<T>(T Value, string Source, DateOnly AsOf);
