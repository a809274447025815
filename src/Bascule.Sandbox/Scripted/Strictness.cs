using System.Text.Json;
using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.Bedrock;
using Bascule.Sandbox.Cohere;
using Bascule.Sandbox.Gemini;
using Bascule.Sandbox.Mistral;
using Bascule.Sandbox.Ollama;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Responses;
using Bascule.Sandbox.Tgi;
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
        new("/mistral/v1/chat/completions", MistralEndpoints.Vendor, (asked, _) => MistralStrictness.Refuse(asked.Body)),
        new("/chat/completions", OpenAiEndpoints.Vendor, (asked, _) => OpenAiStrictness.Refuse(asked.Body)),
        new("/messages", AnthropicEndpoints.Vendor, (asked, foreign) => AnthropicStrictness.Refuse(asked.Body, AnthropicTerms.Of(asked.Headers) with { TakesForeignSignatures = foreign })),
        new("/responses", Responses, (asked, _) => ResponsesStrictness.Refuse(asked.Body)),
        new(":generateContent", GeminiEndpoints.Vendor, Gemini),
        new(":streamGenerateContent", GeminiEndpoints.Vendor, Gemini),
        new("/api/chat", OllamaEndpoints.Vendor, (asked, _) => OllamaStrictness.Refuse(asked.Body, chats: true)),
        new("/api/generate", OllamaEndpoints.Vendor, (asked, _) => OllamaStrictness.Refuse(asked.Body, chats: false)),
        new("/converse", BedrockEndpoints.Vendor, (asked, foreign) => BedrockStrictness.Refuse(asked.Body, foreign)),
        new("/converse-stream", BedrockEndpoints.Vendor, (asked, foreign) => BedrockStrictness.Refuse(asked.Body, foreign)),
        new("/v2/chat", CohereEndpoints.Vendor, (asked, _) => CohereStrictness.Refuse(asked.Body)),
        new("/generate", TgiEndpoints.Vendor, (asked, _) => TgiEndpoints.Vendor.Refuse(asked)),
        new("/generate_stream", TgiEndpoints.Vendor, (asked, _) => TgiEndpoints.Vendor.Refuse(asked)),
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

        return refusal is null ? null : Answer(rules.Vendor, refusal);
    }

    private static ScriptedAnswer Answer(IVendor vendor, Refusal refusal)
    {
        var id = vendor.NewRequestId();
        var marks = new HeaderDictionary { [vendor.RequestIdHeader] = id };
        vendor.Mark(marks, refusal);
        return marks.Aggregate(ScriptedAnswer.Whole(vendor.Error(refusal, id), vendor.ErrorType(refusal), refusal.Status), (answer, mark) => answer.With(mark.Key, mark.Value.ToString()));
    }

    private static Refusal? Gemini(Asked asked, bool foreign) => GeminiStrictness.Refuse(asked.Body, new GeminiTerms { Model = asked.Place.Model, TakesForeignSignatures = foreign });
}
