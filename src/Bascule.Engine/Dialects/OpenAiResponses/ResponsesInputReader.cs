using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Reads <c>input</c>, a string or a flat list of items, into instructions and turns: what one side says without the other between is one turn.</summary>
internal sealed class ResponsesInputReader(ResponsesForeign foreign)
{
    private readonly List<Part> _instructions = [];
    private readonly List<Turn> _turns = [];
    private readonly List<Part> _open = [];
    private Role _role;

    public static (IReadOnlyList<Part> Instructions, IReadOnlyList<Turn> Turns) Read(JsonNode instructions, JsonNode input, ResponsesForeign foreign)
    {
        var reader = new ResponsesInputReader(foreign);
        reader.ReadInstructions(instructions);
        reader.ReadInput(input);
        reader.Close();
        return (ValueList.From(reader._instructions), ValueList.From(reader._turns));
    }

    /// <summary>An answer of ours may be given back as it was: there the instructions are a list of items.</summary>
    private void ReadInstructions(JsonNode instructions)
    {
        if (instructions.IsArray)
        {
            ReadInput(instructions);
        }
        else if (instructions.Text is { Length: > 0 } text)
        {
            _instructions.Add(new TextPart(text));
        }
    }

    private void ReadInput(JsonNode input)
    {
        if (input.IsText)
        {
            Add(Role.User, [new TextPart(input.Text!)]);
            return;
        }

        if (input.Exists && !input.IsArray)
        {
            input.Refuse($"must be a string or an array, not {input.KindName}");
            return;
        }

        foreach (var item in input.Items())
        {
            ReadItem(item.ObjectHere(required: true));
        }
    }

    private void ReadItem(JsonNode item)
    {
        var type = item[W.Type].Text ?? (item[W.Role].Exists ? W.Items.Message : item[W.Id].Exists ? W.Items.ItemReference : "");
        switch (type)
        {
            case W.Items.Message:
                ReadMessage(item);
                break;
            case W.Items.FunctionCall:
                Add(Role.Assistant, [ResponsesItems.ReadCall(item)]);
                break;
            case W.Items.CustomToolCall:
                Add(Role.Assistant, [ResponsesItems.ReadCustomCall(item)]);
                break;
            case W.Items.FunctionCallOutput or W.Items.CustomToolCallOutput:
                Add(Role.Tool, [new ToolResultPart(item[W.CallId].RequiredText(), ValueList.From(ResponsesPartReader.ReadContent(item[W.Output])))]);
                break;
            case W.Items.Reasoning:
                Add(Role.Assistant, [ResponsesItems.ReadReasoning(item, byForm: true)]);
                break;
            case W.Items.ItemReference:
                foreign.Bind(ResponsesForeign.Input + "item_reference", item.Raw);
                Add(Role.Assistant, [Foreign(type, item)]);
                break;
            case "":
                item[W.Type].Refuse("is missing");
                break;
            default:
                Add(type.EndsWith("_output", StringComparison.Ordinal) || type.EndsWith("_response", StringComparison.Ordinal) ? Role.Tool : Role.Assistant, [Foreign(type, item)]);
                break;
        }
    }

    private void ReadMessage(JsonNode item)
    {
        var role = item[W.Role];
        var parts = ResponsesPartReader.ReadContent(item[W.Content]);
        switch (role.RequiredText())
        {
            case "system" or "developer" when _turns.Count == 0 && _open.Count == 0:
                _instructions.AddRange(parts);
                break;
            case "system" or "developer":
                Close();
                Add(Role.System, parts);
                Close();
                break;
            case "user":
                Close();    // two messages of the user stay two turns
                Add(Role.User, parts);
                break;
            case "assistant":
                Add(Role.Assistant, parts);
                break;
            default:
                role.Refuse("must be one of system, developer, user, assistant");
                break;
        }
    }

    private void Add(Role role, IReadOnlyList<Part> parts)
    {
        if (role != _role)
        {
            Close();
        }

        _role = role;
        _open.AddRange(parts);
    }

    private void Close()
    {
        if (_open.Count > 0)
        {
            _turns.Add(new Turn(_role, ValueList.From(_open)));
            _open.Clear();
        }
    }

    private static ForeignPart Foreign(string type, JsonNode item) => new(OpenAiResponsesDialect.DialectName, type, item.Raw);
}
