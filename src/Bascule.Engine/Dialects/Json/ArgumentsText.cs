using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Tool arguments, which the hub keeps as text, for wires that take them as an object.</summary>
public static class ArgumentsText
{
    /// <summary>Under this name stands the text of a tool that takes free text.</summary>
    public const string CustomInput = "input";

    /// <summary>Under this name stands what is no object: JSON that was cut.</summary>
    private const string RawArguments = "_raw";

    /// <summary>Writes the call's arguments as an object, byte for byte where they are one.</summary>
    /// <param name="oneLine">For wires on which a line's end has a meaning: those between the object's tokens go.</param>
    public static void WriteObject(Utf8JsonWriter json, ToolCallPart call, bool oneLine = false)
    {
        if (!call.Custom && AsObject(call.Arguments) is { IsAbsent: false } arguments)
        {
            json.Raw(oneLine ? JsonWriting.OneLine(arguments) : arguments);
            return;
        }

        json.WriteStartObject();
        // "null" is how some client libraries spell no arguments.
        if (call.Custom || !(string.IsNullOrWhiteSpace(call.Arguments) || call.Arguments.Trim() == "null"))
        {
            json.WriteString(call.Custom ? CustomInput : RawArguments, call.Arguments);
        }

        json.WriteEndObject();
    }

    private static RawJson AsObject(string arguments)
    {
        using var reading = JsonReading.TryParse(Encoding.UTF8.GetBytes(arguments), paths: false);
        return reading is { Root.IsObject: true } ? reading.Root.Raw : default;
    }
}
