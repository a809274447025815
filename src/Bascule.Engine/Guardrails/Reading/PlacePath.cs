using System.Collections.Frozen;
using System.Text;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>Says where in a body something stands, in words that are the dialects' own: a name that a caller chose could be what was found.</summary>
internal static class PlacePath
{
    /// <summary>Deeper a place is named by its beginning.</summary>
    private const int MaxSteps = 8;

    private static readonly FrozenSet<string> Known = new[]
    {
        "messages", "content", "text", "system", "contents", "parts", "tools", "function", "functions", "function_call", "tool_calls", "custom", "description", "name", "parameters", "input", "output", "arguments",
        "input_schema", "schema", "json_schema", "response_format", "format", "instructions", "prompt", "suffix", "query", "documents", "user", "safety_identifier", "metadata", "filename", "title", "context", "source",
        "data", "file", "file_data", "file_url", "image_url", "input_audio", "url", "image", "images", "mask", "systemInstruction", "system_instruction", "functionDeclarations", "function_declarations", "functionCall",
        "functionResponse", "function_response", "args", "response", "inlineData", "inline_data", "fileData", "file_data", "fileUri", "generationConfig", "responseSchema", "stop", "stop_sequences", "prediction",
        "reasoning", "reasoning_content", "reasoning_details", "thinking", "summary", "refusal", "template", "prefix", "id", "role", "type", "tool_call_id", "call_id", "tool_use_id", "prompt_cache_key",
        "requests", "generateContentRequest", "variables", "citations", "annotations", "result", "results", "code", "outputs", "cited_text", "user_id", "author", "tool_name", "tool_choice", "options", "signature",
    }.ToFrozenSet();

    /// <summary>The path of what begins at <paramref name="place"/>.</summary>
    public static string Of(ReadOnlySpan<byte> body, int place)
    {
        var tokens = new JsonTokens(body);
        var steps = new List<Step>(8) { default };
        while (tokens.Read() is var token and not (JsonToken.End or JsonToken.Broken))
        {
            if (token == JsonToken.Close)
            {
                steps.RemoveRange(tokens.Depth + 1, steps.Count - tokens.Depth - 1);
                continue;
            }

            if (token == JsonToken.Name)
            {
                // A name that is itself what was found is not said.
                steps[^1] = steps[^1] with { Name = tokens.Start >= place ? "*" : Encoding.UTF8.GetString(body[tokens.Start..tokens.End]) };
            }
            else if (steps[^1] is { Name: null, Index: var index })
            {
                steps[^1] = steps[^1] with { Index = index + 1 };
            }

            if (tokens.End >= place && (token != JsonToken.Open || tokens.Start >= place))
            {
                break;
            }

            if (token == JsonToken.Open)
            {
                steps.Add(new Step(null, -1));
            }
        }

        return Write(steps);
    }

    private static string Write(List<Step> steps)
    {
        var path = new StringBuilder();
        foreach (var step in steps.Skip(1).Take(MaxSteps))
        {
            if (step.Name is null)
            {
                if (step.Index >= 0)
                {
                    path.Append('[').Append(step.Index).Append(']');
                }

                continue;
            }

            var known = Known.Contains(step.Name);
            path.Append(path.Length > 0 ? "." : "").Append(known ? step.Name : "*");
            if (!known || MemberKinds.Of(Encoding.UTF8.GetBytes(step.Name), path.Length == step.Name.Length) == MemberKind.Own)
            {
                break;    // from here on the names are the caller's
            }
        }

        return path.Length == 0 ? "*" : path.ToString();
    }

    private readonly record struct Step(string? Name, int Index);
}
