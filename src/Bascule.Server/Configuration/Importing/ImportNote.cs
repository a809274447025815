namespace Bascule.Server.Configuration.Importing;

/// <summary>Something of another gateway's config that was not carried over, or not whole.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Path">Where in the file, as <c>general_settings.database_url</c>; never a value.</param>
/// <param name="Message">What became of it, and what to do instead.</param>
public sealed record ImportNote(string File, int Line, string Path, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Path}: {Message}";
}
