using System.Text.Json;
using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Scripted;

/// <summary>Whether the scripted upstream first refuses what the real vendor of a path refuses.</summary>
public enum Strictness
{
    None,

    /// <summary>By path: chat completions as OpenAI does, messages as Anthropic does.</summary>
    Vendor,

    /// <summary>As <see cref="Vendor"/>, but thinking may be signed by anyone.</summary>
    VendorForeignSignatures,
}

/// <summary>Holds a recorded request against its vendor's rules.</summary>
internal static class StrictnessCheck
{
    private static readonly OpenAiVendor OpenAi = new();
    private static readonly AnthropicVendor Anthropic = new();

    public static ScriptedAnswer? Refuse(this Strictness strictness, ScriptedRequest request)
    {
        var path = request.Target.Split('?')[0];
        if (strictness == Strictness.None || request.Method != "POST")
        {
            return null;
        }

        return path.EndsWith("/chat/completions", StringComparison.Ordinal) ? Answer(OpenAi, request, OpenAiStrictness.Refuse)
            : path.EndsWith("/messages", StringComparison.Ordinal) ? Answer(Anthropic, request, body => AnthropicStrictness.Refuse(body, new AnthropicTerms
            {
                Version = request.Headers.GetValueOrDefault("anthropic-version"),
                Beta = request.Headers.GetValueOrDefault("anthropic-beta"),
                TakesForeignSignatures = strictness == Strictness.VendorForeignSignatures,
            }))
            : null;
    }

    private static ScriptedAnswer? Answer(IVendor vendor, ScriptedRequest request, Func<JsonElement, Refusal?> refuse)
    {
        Refusal? refusal;
        try
        {
            refusal = refuse(request.Json);
        }
        catch (JsonException)
        {
            refusal = vendor.BadJson;
        }

        var id = vendor.NewRequestId();
        return refusal is null ? null : ScriptedAnswer.Whole(vendor.Error(refusal, id), "application/json", refusal.Status).With(vendor.RequestIdHeader, id);
    }
}
