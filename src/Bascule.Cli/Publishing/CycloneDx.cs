using System.Text.Json;

namespace Bascule.Cli.Publishing;

/// <summary>Writes a list of parts as a CycloneDX 1.6 document (<see href="https://cyclonedx.org/docs/1.6/json/"/>). No time and no serial number: the same parts make the same bytes.</summary>
internal static class CycloneDx
{
    public static void Write(Stream to, string version, IReadOnlyList<Part> parts)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        var self = $"pkg:generic/bascule@{version}";
        json.WriteStartObject();
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        json.WriteStartObject("component");
        Head(json, "application", self, "bascule", version);
        Expression(json, "Apache-2.0");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("components");
        foreach (var part in parts)
        {
            Component(json, part);
        }

        json.WriteEndArray();
        json.WriteStartArray("dependencies");
        var there = parts.Select(part => part.Purl).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Needs(json, self, parts.Select(part => part.Purl));
        foreach (var part in parts)
        {
            // What the runtime brings itself is named as a need and is no package here.
            Needs(json, part.Purl, part.Needs.Select(need => need.Split('/')).Select(need => Part.PurlOf(need[0], need[1])).Where(there.Contains));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Component(Utf8JsonWriter json, Part part)
    {
        json.WriteStartObject();
        Head(json, part.IsRuntime ? "framework" : "library", part.Purl, part.Name, part.Version);
        if (part.Sha512 is { } hash)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-512");
            json.WriteString("content", hash);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (part.Licence is { } expression)
        {
            Expression(json, expression);
        }
        else if (part.LicencePlace is { } place)
        {
            Named(json, place);
        }

        json.WriteString("purl", part.Purl);
        json.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter json, string type, string reference, string name, string version)
    {
        json.WriteString("type", type);
        json.WriteString("bom-ref", reference);
        json.WriteString("name", name);
        json.WriteString("version", version);
    }

    private static void Expression(Utf8JsonWriter json, string expression)
    {
        json.WriteStartArray("licenses");
        json.WriteStartObject();
        json.WriteString("expression", expression);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Named(Utf8JsonWriter json, string place)
    {
        json.WriteStartArray("licenses");
        json.WriteStartObject();
        json.WriteStartObject("license");
        json.WriteString("name", Uri.TryCreate(place, UriKind.Absolute, out var url) ? "at its address" : $"{place} in the package");
        if (url is not null)
        {
            json.WriteString("url", url.AbsoluteUri);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Needs(Utf8JsonWriter json, string reference, IEnumerable<string> needs)
    {
        json.WriteStartObject();
        json.WriteString("ref", reference);
        json.WriteStartArray("dependsOn");
        foreach (var need in needs)
        {
            json.WriteStringValue(need);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
