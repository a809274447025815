using Bascule.Sandbox.Rules;

namespace Bascule.Sandbox.Responses;

/// <summary>The members of a request and their kinds.</summary>
internal static class ResponsesRules
{
    private static readonly Rule InputPart = Rule.Tagged("type",
        ("input_text", Rule.Object(("type", Rule.Any), ("text!", Rule.Text()), ("prompt_cache_breakpoint", Rule.Any))),
        ("input_image", Rule.Object(("type", Rule.Any), ("image_url", Rule.Text()), ("file_id", Rule.Text()), ("detail", Rule.Text("low", "high", "auto", "original")), ("prompt_cache_breakpoint", Rule.Any))),
        ("input_file", Rule.Object(("type", Rule.Any), ("file_data", Rule.Text()), ("file_id", Rule.Text()), ("file_url", Rule.Text()), ("filename", Rule.Text()), ("detail", Rule.Text()), ("prompt_cache_breakpoint", Rule.Any))),
        ("input_audio", Rule.Map),
        ("output_text", Rule.Object(("type", Rule.Any), ("text!", Rule.Text()), ("annotations", Rule.List(Rule.Map)), ("logprobs", Rule.List(Rule.Any)))),
        ("refusal", Rule.Object(("type", Rule.Any), ("refusal!", Rule.Text()))));

    private static readonly Rule Message = Rule.Object(
        ("type", Rule.Text("message")), ("id", Rule.Text()), ("status", Rule.Text("in_progress", "completed", "incomplete")), ("phase", Rule.Text()),
        ("role!", Rule.Text("assistant", "system", "developer", "user")), ("content!", Rule.Either(Rule.Text(), Rule.List(InputPart))));

    private static readonly Rule Output = Rule.Either(Rule.Text(), Rule.List(InputPart));

    private static readonly Rule Item = new ItemRule(Message, Rule.Tagged("type",
        ("message", Message),
        ("function_call", Rule.Object(("type", Rule.Any), ("id", Rule.Text()), ("status", Rule.Text()), ("call_id!", Rule.Text()), ("name!", Rule.Text()), ("namespace", Rule.Text()), ("arguments!", Rule.Text()), ("caller", Rule.Any))),
        ("function_call_output", Rule.Object(("type", Rule.Any), ("id", Rule.Text()), ("status", Rule.Text()), ("call_id!", Rule.Text()), ("output!", Output), ("caller", Rule.Any))),
        ("custom_tool_call", Rule.Map), ("custom_tool_call_output", Rule.Map),
        ("reasoning", Rule.Object(("type", Rule.Any), ("id", Rule.Text()), ("status", Rule.Text()), ("summary!", Rule.List(Rule.Map)), ("content", Rule.List(Rule.Map)), ("encrypted_content", Rule.Text()))),
        ("item_reference", Rule.Object(("type", Rule.Any), ("id!", Rule.Text()))),
        // Items of tools that the vendor runs; the sandbox runs none and takes them unseen.
        ("file_search_call", Rule.Map), ("computer_call", Rule.Map), ("computer_call_output", Rule.Map), ("web_search_call", Rule.Map), ("image_generation_call", Rule.Map),
        ("code_interpreter_call", Rule.Map), ("local_shell_call", Rule.Map), ("local_shell_call_output", Rule.Map), ("shell_call", Rule.Map), ("shell_call_output", Rule.Map),
        ("apply_patch_call", Rule.Map), ("apply_patch_call_output", Rule.Map), ("mcp_list_tools", Rule.Map), ("mcp_approval_request", Rule.Map), ("mcp_approval_response", Rule.Map),
        ("mcp_call", Rule.Map), ("tool_search_call", Rule.Map), ("tool_search_output", Rule.Map), ("compaction", Rule.Map), ("program", Rule.Map), ("program_output", Rule.Map)));

    private static readonly Rule Tool = Rule.Tagged("type",
        ("function", Rule.Object(("type", Rule.Any), ("name!", Rule.Text()), ("description", Rule.Text()), ("parameters", Rule.Map), ("strict", Rule.Flag), ("defer_loading", Rule.Flag), ("allowed_callers", Rule.Any), ("output_schema", Rule.Any))),
        ("custom", Rule.Map), ("file_search", Rule.Map), ("computer", Rule.Map), ("computer_use_preview", Rule.Map), ("web_search", Rule.Map), ("web_search_2025_08_26", Rule.Map), ("web_search_preview", Rule.Map),
        ("web_search_preview_2025_03_11", Rule.Map), ("mcp", Rule.Map), ("code_interpreter", Rule.Map), ("image_generation", Rule.Map), ("local_shell", Rule.Map), ("shell", Rule.Map), ("apply_patch", Rule.Map),
        ("namespace", Rule.Map), ("tool_search", Rule.Map), ("programmatic_tool_calling", Rule.Map));

    public static Rule Body { get; } = Rule.Object(
        ("model", Rule.Text()), ("input", Rule.Either(Rule.Text(), Rule.List(Item))), ("instructions", Rule.Either(Rule.Text(), Rule.List(Rule.Map))),
        ("background", Rule.Flag), ("conversation", Rule.Any), ("context_management", Rule.Any), ("include", Rule.List(Rule.Text())), ("max_output_tokens", Rule.Whole(16)), ("max_tool_calls", Rule.Whole(1)),
        ("metadata", Rule.Map), ("moderation", Rule.Any), ("parallel_tool_calls", Rule.Flag), ("previous_response_id", Rule.Text()), ("prompt", Rule.Map), ("prompt_cache_key", Rule.Text()), ("prompt_cache_options", Rule.Map),
        ("prompt_cache_retention", Rule.Text()), ("reasoning", Rule.Object(("effort", Rule.Text("none", "minimal", "low", "medium", "high", "xhigh", "max")), ("summary", Rule.Text("auto", "concise", "detailed")),
            ("generate_summary", Rule.Text("auto", "concise", "detailed")), ("context", Rule.Any), ("mode", Rule.Any))),
        ("safety_identifier", Rule.Text()), ("service_tier", Rule.Text("auto", "default", "flex", "scale", "priority")), ("store", Rule.Flag), ("stream", Rule.Flag), ("stream_options", Rule.Object(("include_obfuscation", Rule.Flag))),
        ("temperature", Rule.Number(0, 2)), ("text", Rule.Object(("format", Format()), ("verbosity", Rule.Text("low", "medium", "high")))),
        ("tool_choice", Rule.Either(Rule.Text("none", "auto", "required"), Rule.Map)), ("tools", Rule.List(Tool)), ("top_logprobs", Rule.Whole(0, 20)), ("top_p", Rule.Number(0, 1)),
        ("truncation", Rule.Text("auto", "disabled")), ("user", Rule.Text()));

    private static Rule Format() => Rule.Tagged("type",
        ("text", Rule.Object(("type", Rule.Any))),
        ("json_object", Rule.Object(("type", Rule.Any))),
        ("json_schema", Rule.Object(("type", Rule.Any), ("name!", Rule.Text()), ("description", Rule.Text()), ("schema!", Rule.Map), ("strict", Rule.Flag))));
}
