using System.Text.Json;
using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.Gemini;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Responses;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bascule.Sandbox.Scripted;

/// <summary>Whether the scripted upstream first refuses what the real vendor of a path refuses.</summary>
public enum Strictness
{
    None,

    /// <summary>By path: chat completions as OpenAI does, messages as Anthropic does, and so for every dialect.</summary>
    Vendor,

    /// <summary>As <see cref="Vendor"/>, but thinking may be signed by anyone.</summary>
    VendorForeignSignatures,
}

/// <summary>Holds a recorded request against its vendor's rules.</summary>
internal static class StrictnessCheck
{
    private static readonly ResponsesVendor Responses = new(new ResponsesStore());

    /// <summary>The first whose end the path has.</summary>
    private static readonly Rulebook[] Books =
    [
        new("/chat/completions", OpenAiEndpoints.Vendor, (asked, _) => OpenAiStrictness.Refuse(asked.Body)),
        new("/messages", AnthropicEndpoints.Vendor, (asked, foreign) => AnthropicStrictness.Refuse(asked.Body, AnthropicTerms.Of(asked.Headers) with { TakesForeignSignatures = foreign })),
        new("/responses", Responses, (asked, _) => ResponsesStrictness.Refuse(asked.Body)),
        new(":generateContent", GeminiEndpoints.Vendor, Gemini),
        new(":streamGenerateContent", GeminiEndpoints.Vendor, Gemini),
    ];

    private sealed record Rulebook(string End, IVendor Vendor, Func<Asked, bool, Refusal?> Refuse);

    public static ScriptedAnswer? Refuse(this Strictness strictness, ScriptedRequest request)
    {
        var path = Uri.UnescapeDataString(request.Target.Split('?')[0]);
        if (strictness == Strictness.None || request.Method != "POST" || Books.FirstOrDefault(book => path.EndsWith(book.End, StringComparison.Ordinal)) is not { } rules)
        {
            return null;
        }

        var headers = new HeaderDictionary(request.Headers.ToDictionary(header => header.Key, header => new StringValues(header.Value), StringComparer.OrdinalIgnoreCase));
        Refusal? refusal;
        try
        {
            refusal = rules.Refuse(new Asked(request.Json, headers, new Place(path[..^rules.End.Length].Split('/')[^1])), strictness == Strictness.VendorForeignSignatures);
        }
        catch (JsonException)
        {
            refusal = rules.Vendor.BadJson;
        }

        var id = rules.Vendor.NewRequestId();
        return refusal is null ? null : ScriptedAnswer.Whole(rules.Vendor.Error(refusal, id), "application/json", refusal.Status).With(rules.Vendor.RequestIdHeader, id);
    }

    private static Refusal? Gemini(Asked asked, bool foreign) => GeminiStrictness.Refuse(asked.Body, new GeminiTerms { Model = asked.Place.Model, TakesForeignSignatures = foreign });
}
