namespace Bascule.Storage.Postgres;

/// <summary>A version of the config in a database.</summary>
/// <param name="Id">Grows with each.</param>
/// <param name="Author">Who put it there, as the machine called them.</param>
public sealed record StoredConfig(long Id, DateTimeOffset At, string Author, string Text);
