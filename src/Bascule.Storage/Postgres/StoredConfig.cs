using System.Globalization;

namespace Bascule.Storage.Postgres;

/// <summary>A version of the config in a database.</summary>
/// <param name="Id">Grows with each.</param>
/// <param name="Author">Who put it there, as the machine called them; and to which version they went back, if they did.</param>
public sealed record StoredConfig(long Id, DateTimeOffset At, string Author, string Text)
{
    private const string Back = ", back to ";

    /// <summary>Who put it there, as the machine called them.</summary>
    public string Who => BackTo is null ? Author : Author[..Author.LastIndexOf(Back, StringComparison.Ordinal)];

    /// <summary>The version that counts again with it; null: it was pushed.</summary>
    public long? BackTo => Author.LastIndexOf(Back, StringComparison.Ordinal) is >= 0 and var at && long.TryParse(Author.AsSpan(at + Back.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>The author of one that is as an earlier was.</summary>
    public static string BackBy(string who, long version) => string.Create(CultureInfo.InvariantCulture, $"{who}{Back}{version}");
}
