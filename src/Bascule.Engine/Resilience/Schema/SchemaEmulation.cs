using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Json.Schema;

namespace Bascule.Engine.Resilience.Schema;

/// <summary>
/// A JSON schema for a deployment that has no word for one: asked for by a tool that must be called, or by an instruction, and read back as the text it stands for.
/// Where the caller has tools of his own or wants thinking, no tool can be forced.
/// </summary>
internal sealed class SchemaEmulation
{
    /// <summary>The tool's name; the model sees it, the caller never does.</summary>
    public const string Tool = "give_answer";

    private readonly RawJson _schema;

    private SchemaEmulation(ChatRequest request, RawJson schema, bool byTool) => (Request, _schema, ByTool) = (request, schema, byTool);

    /// <summary>The request to ask, whole and not as a stream: it is held until it is valid.</summary>
    public ChatRequest Request { get; }

    public bool ByTool { get; }

    /// <summary>Whether the request wants one.</summary>
    public static bool IsWanted(ChatRequest request) => request.Output is { Kind: OutputKind.JsonSchema, Schema.IsAbsent: false };

    /// <summary>A tool may be forced.</summary>
    public static bool CanForce(ChatRequest request)
    {
        using var schema = JsonReading.TryParse(request.Output!.Schema.Utf8, paths: false);
        return request.Tools.Count == 0 && request.Reasoning is null or { Enabled: false } && schema?.Root["type"u8].AsText is "object"
            && !request.Turns.Any(turn => turn.Parts.Any(part => part is ToolCallPart));
    }

    public static SchemaEmulation For(ChatRequest request, bool byTool)
    {
        var output = request.Output!;
        var plain = request with { Output = null, Stream = false, StreamUsage = false };
        return byTool
            ? new(
                plain with
                {
                    Tools = [new FunctionTool(Tool, output.Description ?? "Gives the answer. Call it once, with the whole answer as its arguments.", output.Schema)],
                    ToolChoice = new ToolChoice(ToolChoiceKind.Named, Tool),
                },
                output.Schema,
                byTool: true)
            : new(plain with { Instructions = [.. request.Instructions, new TextPart(Instruction(output.Schema))] }, output.Schema, byTool: false);
    }

    /// <summary>The answer as the caller is to see it.</summary>
    /// <param name="problem">What is wrong with it, for the model and the caller; null: it is valid, or an answer of another kind (a tool's call, a refusal, a cut one), which is told as it is.</param>
    public Answer Take(Answer answer, out string? problem)
    {
        problem = null;
        var choices = new Choice[answer.Choices.Count];
        for (var i = 0; i < choices.Length; i++)
        {
            choices[i] = Take(answer.Choices[i], out var wrong);
            problem ??= wrong;
        }

        return answer with { Choices = choices };
    }

    /// <summary>The request that shows the model its answer and what is wrong with it.</summary>
    public ChatRequest Repair(Answer answer, string problem)
    {
        var said = Said(answer.Choices[0]);
        return Request with
        {
            Turns =
            [
                .. Request.Turns,
                new Turn(Role.Assistant, [new TextPart(said.Length > 0 ? said : "{}")]),
                new Turn(Role.User, [new TextPart($"This is not valid: {problem} Give the whole answer again, valid against the schema, and nothing else.")]),
            ],
        };
    }

    private static string Instruction(RawJson schema) =>
        $"Answer with one JSON value and nothing else: no words around it, no Markdown. It must be valid against this JSON schema:\n{schema}";

    private Choice Take(Choice choice, out string? problem)
    {
        problem = null;
        if (choice.Parts.Any(part => part is ToolCallPart call && call.Name != Tool) || choice.Parts.Any(part => part is RefusalPart))
        {
            return choice;
        }

        var cut = choice.Stop.Reason is StopReason.MaxTokens or StopReason.ContextFull or StopReason.ContentFilter or StopReason.Refusal;
        var said = Said(choice);
        var json = cut ? said : JsonIn(said);
        var problems = cut ? [] : json is null ? ["The answer holds no JSON."] : JsonSchema.Problems(_schema, Encoding.UTF8.GetBytes(json));
        problem = problems.Count == 0 ? null : string.Join("; ", problems) + (problems[^1].EndsWith('.') ? "" : ".");
        return choice with
        {
            Parts = [.. choice.Parts.Where(part => part is not (TextPart or ToolCallPart)), new TextPart(json ?? said)],
            Stop = choice.Stop.Reason is StopReason.ToolUse ? new Stop(StopReason.EndTurn) : choice.Stop,
        };
    }

    private static string Said(Choice choice) =>
        choice.Parts.OfType<ToolCallPart>().FirstOrDefault(call => call.Name == Tool)?.Arguments ?? string.Concat(choice.Parts.OfType<TextPart>().Select(part => part.Text));

    /// <summary>The JSON in the words: all of them, or what stands in a fence or between the outermost brackets.</summary>
    private static string? JsonIn(string said)
    {
        var text = said.Trim();
        if (IsJson(text))
        {
            return text;
        }

        var from = text.IndexOfAny(['{', '[']);
        var to = from < 0 ? -1 : text.LastIndexOf(text[from] == '{' ? '}' : ']');
        return to > from && IsJson(text[from..(to + 1)]) ? text[from..(to + 1)] : null;
    }

    private static bool IsJson(string text)
    {
        using var read = JsonReading.TryParse(Encoding.UTF8.GetBytes(text), paths: false);
        return read is not null;
    }
}
