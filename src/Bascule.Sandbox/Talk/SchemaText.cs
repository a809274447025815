using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Talk;

/// <summary>A string that obeys a schema's format and lengths.</summary>
internal static class SchemaText
{
    /// <summary>Bounds what a caller's minLength can make the sandbox write.</summary>
    private const int MaxChars = 10_000;

    public static string Fill(JsonElement schema, string word)
    {
        var format = schema.Text("format");
        var text = format switch
        {
            "date" => "2025-01-01",
            "date-time" => "2025-01-01T12:00:00Z",
            "time" => "12:00:00Z",
            "duration" => "PT1H",
            "email" => "simulated@example.com",
            "uri" or "url" => "https://example.com/simulated",
            "hostname" => "example.com",
            "ipv4" => "192.0.2.1",
            "ipv6" => "2001:db8::1",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            _ => word,
        };
        if (schema.Int("minLength") is { } least and > 0)
        {
            text = text.PadRight(Math.Min(least, MaxChars), '.');
        }

        return schema.Int("maxLength") is { } most ? Tokens.First(text, Math.Max(0, most)) : text;
    }
}
