using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bascule.Cli.Terminal;

/// <summary>Text that is safe on a terminal: names come from callers, and a control character among them would steer it.</summary>
internal static class Plain
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(string? text) => text is null ? "" : string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));

    /// <summary>A JSON document, indented.</summary>
    public static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
