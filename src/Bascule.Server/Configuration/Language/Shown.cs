using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Language;

/// <summary>What of a value may be shown in a problem: never a secret, and never what a variable held. Keys' own checks write <c>***</c> themselves.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    public static string Value(ConfigNode node)
    {
        var written = node.Written;
        var at = written.LastIndexOf('@');
        var scheme = written.IndexOf("://", StringComparison.Ordinal);
        return Short(scheme >= 0 && at > scheme ? $"{written[..(scheme + 3)]}***{written[at..]}" : written);
    }

    public static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxLength ? line : line[..MaxLength] + "...";
    }
}
