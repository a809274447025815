using System.Text.RegularExpressions;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Where a cloud's models are: an address of the operator's own, or one that follows from a region.</summary>
internal static partial class CloudPlaces
{
    public const string Azure = "azure-openai";
    public const string Bedrock = "bedrock";

    /// <summary>Whether a missing key is no mistake: the cloud's own sign-in takes its place.</summary>
    public static bool SignsIn(string dialect) => dialect is Azure or Bedrock or "vertex";

    /// <summary>The region that counts: the config's, else the environment's as Amazon's tools read it.</summary>
    public static string? Region(string dialect, string? written, Func<string, string?> environment) =>
        written ?? (dialect == Bedrock ? NonEmpty(environment("AWS_REGION")) ?? NonEmpty(environment("AWS_DEFAULT_REGION")) : null);

    /// <summary>The address that follows from a region, or null.</summary>
    public static Uri? Address(string dialect, string? region) =>
        dialect == Bedrock && region is not null && RegionName().IsMatch(region) ? new Uri($"https://bedrock-runtime.{region}.amazonaws.com") : null;

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^[a-z]{2,}(-[a-z0-9]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionName();
}
