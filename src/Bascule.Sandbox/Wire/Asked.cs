using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Wire;

/// <summary>What a request's address says about it.</summary>
/// <param name="Model">The model, where the address names it.</param>
/// <param name="Streams">Whether a stream is asked for, where the address says so.</param>
internal readonly record struct Place(string? Model = null, bool? Streams = null);

/// <summary>A request as a vendor sees it.</summary>
/// <param name="Body">The JSON body; the fields of a form as an object.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Place">What its address says.</param>
internal sealed record Asked(JsonElement Body, IHeaderDictionary Headers, Place Place)
{
    public string? Model => Place.Model ?? Body.Text("model");
}
