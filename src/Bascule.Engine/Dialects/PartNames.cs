using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects;

/// <summary>What a caller's dialect calls the parts of a message, to name those that had no place.</summary>
internal static class PartNames
{
    public static string Of(Part part, string from) => part switch
    {
        ForeignPart foreign => foreign.Type,
        ImagePart => from switch { "anthropic" => "image", "openai-responses" => "input_image", "gemini" => "inlineData", "ollama" => "images", _ => "image_url" },
        AudioPart => from == "gemini" ? "inlineData" : "input_audio",
        FilePart => from switch { "anthropic" => "document", "openai-responses" => "input_file", "gemini" => "fileData", _ => "file" },
        ReasoningPart => from switch { "anthropic" => "thinking", "openai-responses" => "reasoning", "gemini" => "thoughtSignature", "ollama" => "thinking", _ => "reasoning_details" },
        ToolCallPart => "tool_calls",
        ToolResultPart => "tool_result",
        _ => "content",
    };
}
