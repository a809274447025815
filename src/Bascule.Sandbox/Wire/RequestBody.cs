using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Wire;

/// <summary>Reads a body as JSON; a form becomes an object of its fields.</summary>
internal static class RequestBody
{
    /// <summary>Null when it is no readable JSON.</summary>
    public static async Task<JsonDocument?> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.HasFormContentType)
        {
            return await FormAsync(http, cancel);
        }

        try
        {
            var body = await JsonDocument.ParseAsync(http.Request.Body, default, cancel);
            if (JsonText.IsReadable(JsonMarshal.GetRawUtf8Value(body.RootElement)))
            {
                return body;
            }

            body.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<JsonDocument?> FormAsync(HttpContext http, CancellationToken cancel)
    {
        try
        {
            var form = await http.Request.ReadFormAsync(cancel);
            var fields = new JsonObject();
            foreach (var field in form)
            {
                fields[field.Key] = field.Value.ToString();
            }

            foreach (var file in form.Files)
            {
                fields[file.Name] = file.FileName;
            }

            return JsonDocument.Parse(Json.Bytes(fields));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
