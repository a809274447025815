using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>The order of contents: who speaks, that calls are answered at once and in number, and that a tool loop brings its signatures back.</summary>
internal static class GeminiTurns
{
    private static readonly string[] Data = ["text", "inlineData", "functionCall", "functionResponse", "fileData", "executableCode", "codeExecutionResult", "toolCall", "toolResponse"];

    public static Refusal? Refuse(JsonElement body, GeminiTerms terms)
    {
        var contents = body.Member("contents").Items().ToArray();
        if (contents.Length == 0)
        {
            return GeminiStrictness.Refused("* GenerateContentRequest.contents: contents is not specified\n");
        }

        return contents.Select(Shape).FirstOrDefault(refusal => refusal is not null)
            ?? Pairs(contents)
            ?? Signed(contents, terms);
    }

    private static Refusal? Shape(JsonElement content, int at)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            return GeminiStrictness.Refused($"Invalid value at 'contents[{at}]' (an object)");
        }

        // Functions were answered under a role of their own once, and may be still.
        if (content.Text("role") is not (null or "user" or "model" or "function"))
        {
            return GeminiStrictness.Refused("Please use a valid role: user, model.");
        }

        var parts = Parts(content);
        if (parts.Length == 0)
        {
            return GeminiStrictness.Refused($"* GenerateContentRequest.contents[{at}].parts: contents.parts must not be empty.\n");
        }

        for (var index = 0; index < parts.Length; index++)
        {
            var part = parts[index];
            if (Data.All(name => part.Member(name) is null) && part.Text("thoughtSignature") is null)
            {
                return GeminiStrictness.Refused($"* GenerateContentRequest.contents[{at}].parts[{index}].data: required oneof field 'data' must have one initialized field\n");
            }

            if (Data.Count(name => part.Member(name) is not null) > 1)
            {
                return GeminiStrictness.Refused($"Invalid value at 'contents[{at}].parts[{index}]' (oneof), oneof field 'data' is already set.");
            }

            if (part.Member("functionCall") is { } call && string.IsNullOrEmpty(call.Text("name")))
            {
                return GeminiStrictness.Refused($"* GenerateContentRequest.contents[{at}].parts[{index}].function_call.name: Name cannot be empty.\n");
            }

            if (part.Member("functionResponse") is { } answer && string.IsNullOrEmpty(answer.Text("name")))
            {
                return GeminiStrictness.Refused($"* GenerateContentRequest.contents[{at}].parts[{index}].function_response.name: Name cannot be empty.\n");
            }
        }

        return null;
    }

    private static Refusal? Pairs(JsonElement[] contents)
    {
        for (var at = 0; at < contents.Length; at++)
        {
            var calls = Count(contents[at], "functionCall");
            var answers = Count(contents[at], "functionResponse");
            if (calls > 0 && (at == 0 || contents[at - 1].Text("role") == "model"))
            {
                return GeminiStrictness.Refused("Please ensure that function call turn comes immediately after a user turn or after a function response turn.");
            }

            if (answers > 0 && (at == 0 || Count(contents[at - 1], "functionCall") == 0))
            {
                return GeminiStrictness.Refused("Please ensure that function response turn comes immediately after a function call turn.");
            }

            if (calls > 0 && (at + 1 < contents.Length ? Count(contents[at + 1], "functionResponse") : -1) is var found && found >= 0 && found != calls)
            {
                return GeminiStrictness.Refused("Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.");
            }
        }

        return null;
    }

    // Only in the turn that goes on: older ones may have lost theirs.
    private static Refusal? Signed(JsonElement[] contents, GeminiTerms terms)
    {
        var start = Array.FindLastIndex(contents, content => content.Text("role") is not "model" && Parts(content).Any(part => part.Text("text") is not null));
        for (var at = start + 1; at < contents.Length; at++)
        {
            if (Parts(contents[at]).FirstOrDefault(part => part.Member("functionCall") is not null) is not { ValueKind: JsonValueKind.Object } first)
            {
                continue;
            }

            var name = first.Member("functionCall")!.Value.Text("name")!;
            if (first.Text("thoughtSignature") is not { Length: > 0 } signature)
            {
                if (!terms.WantsSignatures)
                {
                    continue;
                }

                return GeminiStrictness.Refused($"Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call `default_api:{name}` , position {at + 1}.");
            }

            if (!terms.TakesForeignSignatures && !GeminiSignature.Accepts(name, signature))
            {
                return GeminiStrictness.Refused("Thought signature is not valid.");
            }
        }

        return null;
    }

    private static int Count(JsonElement content, string kind) => Parts(content).Count(part => part.Member(kind) is not null);

    private static JsonElement[] Parts(JsonElement content) => content.Member("parts").Items().ToArray();
}
