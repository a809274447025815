using System.Text.RegularExpressions;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads where a Vertex provider is: its location's host, where no address is given, and whether project and location are known at all.</summary>
internal sealed partial class VertexReader(ProblemList problems)
{
    /// <summary>The address, with what is missing for it reported; null where none can be told.</summary>
    /// <param name="given">The address that is written, or null.</param>
    public Uri? Address(ConfigMember member, string path, Uri? given)
    {
        var node = member.Value;
        var location = node.TextAt("location");
        if (location is not null && !Location().IsMatch(location))
        {
            problems.Error(node["location"]!, $"{path}.location", "not a location's name", "write one as us-central1, or global", Shown.Value(node["location"]!));
            return given;
        }

        // A key alone is express mode: it belongs to one project, and Google finds the place.
        var placed = given?.AbsolutePath.Contains("/projects/", StringComparison.Ordinal) is true;
        if (!placed && (node.IsMissing("api_key") || !node.IsMissing("project") || location is not null))
        {
            foreach (var key in new[] { "project", "location" }.Where(node.IsMissing))
            {
                problems.Add(
                    ConfigSeverity.Error, member.Line, member.Column, path, "", $"{key} is missing",
                    "write project: my-project and location: us-central1 (or global), or a base_url that holds /projects/PROJECT/locations/LOCATION");
            }
        }

        return given ?? new Uri(location switch
        {
            null or "global" => "https://aiplatform.googleapis.com",
            "us" or "eu" => $"https://aiplatform.{location}.rep.googleapis.com",
            _ => $"https://{location}-aiplatform.googleapis.com",
        });
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Location();
}
