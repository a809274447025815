using Bascule.Sandbox.Lineup;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Wire;

/// <summary>Answers a request; the text is the step of the path that its template keeps.</summary>
internal delegate Task EndpointAnswer(HttpContext http, string kept, TimeProvider time, CancellationToken cancel);

/// <summary>One line of the table of what the sandbox serves.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, see <see cref="PathTemplate"/>.</param>
/// <param name="Vendor">Whose words an error there is told in.</param>
/// <param name="Answer">What answers.</param>
internal sealed record ServedEndpoint(string Method, PathTemplate Path, IVendor Vendor, EndpointAnswer Answer)
{
    /// <summary>Tells apart what shares a path with another.</summary>
    public Func<HttpRequest, bool> Applies { get; init; } = static _ => true;

    /// <summary>A chat.</summary>
    /// <param name="path">See <see cref="PathTemplate"/>.</param>
    /// <param name="vendor">Who answers.</param>
    /// <param name="streams">Whether it streams, where the path decides that.</param>
    /// <param name="only">The model, where neither path nor body names one.</param>
    public static ServedEndpoint Chat(string path, IVendor vendor, bool? streams = null, string? only = null) =>
        new("POST", new PathTemplate(path), vendor, (http, kept, time, cancel) => new VendorEndpoint(vendor, time).ChatAsync(http, At(kept, streams) with { Model = kept.Length == 0 ? only : kept }, cancel));

    public static ServedEndpoint Task(string path, IVendor vendor, Errand errand) =>
        new("POST", new PathTemplate(path), vendor, (http, kept, time, cancel) => new VendorEndpoint(vendor, time).ErrandAsync(http, At(kept, null), errand, cancel));

    public static ServedEndpoint Get(string path, IVendor vendor, Func<byte[]> answer) =>
        new("GET", new PathTemplate(path), vendor, (http, _, _, cancel) => WriteAsync(http, StatusCodes.Status200OK, answer(), cancel));

    public static ServedEndpoint GetModel(string path, IVendor vendor, Func<SandboxModel, byte[]> answer) =>
        new("GET", new PathTemplate(path), vendor, (http, kept, _, cancel) => SandboxModel.Find(kept) is { } model
            ? WriteAsync(http, StatusCodes.Status200OK, answer(model), cancel)
            : RefuseAsync(http, vendor, vendor.UnknownModel(kept), cancel));

    public static Task RefuseAsync(HttpContext http, IVendor vendor, Refusal refusal, CancellationToken cancel)
    {
        vendor.Mark(http.Response.Headers, refusal);
        return WriteAsync(http, refusal.Status, vendor.Error(refusal, vendor.NewRequestId()), cancel);
    }

    public static async Task WriteAsync(HttpContext http, int status, byte[] body, CancellationToken cancel)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, cancel);
    }

    private static Place At(string kept, bool? streams) => new(kept.Length == 0 ? null : kept, streams);
}
