using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>What Gemini refuses about a request.</summary>
internal static partial class GeminiStrictness
{
    public static Refusal? Refuse(JsonElement raw, GeminiTerms terms)
    {
        var body = GeminiBody.Of(raw);
        return Words(GeminiRules.Body.Check(body, ""))
            ?? Functions(body)
            ?? Config(body)
            ?? GeminiTurns.Refuse(body, terms);
    }

    public static Refusal Refused(string message) => new(400, GeminiErrors.Invalid, message);

    public static Refusal? Words(Finding? finding) => finding switch
    {
        null => null,
        { Flaw: Flaw.Unknown } => Named(finding, $"Invalid JSON payload received. Unknown name \"{finding.Name}\"{At(finding.Holder)}: Cannot find field."),
        { Path: "" } => Refused("Invalid JSON payload received. Unknown name \"\": Root element must be a message."),
        _ => Named(finding, $"Invalid value at '{Snake(finding.Path)}' ({finding.Wanted}), {finding.Got}"),
    };

    private static Refusal Named(Finding finding, string message) => new(400, GeminiErrors.Invalid, message, Snake(finding.Flaw == Flaw.Unknown ? finding.Holder : finding.Path));

    private static string At(string holder) => holder.Length == 0 ? "" : $" at '{Snake(holder)}'";

    /// <summary>Errors name members as protobuf does.</summary>
    private static string Snake(string path) => Capitals().Replace(path, match => $"_{match.Value.ToLowerInvariant()}");

    private static Refusal? Functions(JsonElement body)
    {
        var at = 0;
        foreach (var function in body.Member("tools").Items().SelectMany(tool => tool.Member("functionDeclarations").Items()))
        {
            var name = function.Text("name");
            if (name is null || !Names().IsMatch(name))
            {
                return Refused($"* GenerateContentRequest.tools[0].function_declarations[{at}].name: [FIELD_INVALID] Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.\n");
            }

            if (function.Member("parameters") is not null && function.Member("parametersJsonSchema") is not null)
            {
                return Refused($"* GenerateContentRequest.tools[0].function_declarations[{at}]: only one of parameters and parameters_json_schema may be set.\n");
            }

            at++;
        }

        var names = body.Member("toolConfig")?.Member("functionCallingConfig")?.Member("allowedFunctionNames").Items().Select(name => name.GetString()!).ToArray() ?? [];
        if (names.Length > 0 && body.Member("toolConfig")?.Member("functionCallingConfig")?.Text("mode") is not ("ANY" or "VALIDATED"))
        {
            return Refused("Allowed function names may be set only when the mode is ANY or VALIDATED.");
        }

        return body.Member("toolConfig")?.Member("functionCallingConfig")?.Text("mode") is { } mode && mode is not ("AUTO" or "ANY" or "NONE" or "VALIDATED" or "MODE_UNSPECIFIED")
            ? Refused($"Invalid value at 'tool_config.function_calling_config.mode' (type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), \"{mode}\"") : null;
    }

    private static Refusal? Config(JsonElement body)
    {
        if (body.Member("generationConfig") is not { } config)
        {
            return null;
        }

        var schema = config.Member("responseJsonSchema") is not null || config.Member("responseSchema") is not null;
        return config.Member("temperature") is { } temperature && temperature.GetDouble() is < 0 or > 2
            ? Refused($"* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n")
            : config.Member("maxOutputTokens") is { } most && most.GetDouble() < 1
                ? Refused($"max_output_tokens must be positive")
            : config.Member("stopSequences").Items().Count() > 5
                ? Refused("The number of stop sequences must not exceed 5.")
            : schema && config.Text("responseMimeType") is not ("application/json" or "text/x.enum")
                ? Refused("A response schema may be set only with a response mime type of application/json.")
            : config.Member("responseJsonSchema") is not null && config.Member("responseSchema") is not null
                ? Refused("Only one of response_schema and response_json_schema may be set.")
            : config.Member("thinkingConfig") is { } thinking && thinking.Member("thinkingBudget") is not null && thinking.Member("thinkingLevel") is not null
                ? Refused("You can only set one of thinking budget and thinking level.") : null;
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Capitals();

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$")]
    private static partial Regex Names();
}
