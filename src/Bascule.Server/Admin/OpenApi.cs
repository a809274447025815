using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary>The operators' API described: <c>openapi.json</c> beside this file, in the assembly.</summary>
internal static class OpenApi
{
    public static byte[] Document { get; } = Read();

    public static Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Document.Length;
        return context.Response.Body.WriteAsync(Document, context.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
