using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>A raw block as it grows: pieces of JSON make its <c>input</c>, strings are appended to the member of the same name (<c>compaction_delta.content</c>).</summary>
internal sealed class AnthropicRawBlock(JsonNode block, int bound)
{
    private readonly StringBuilder _input = new();
    private readonly Dictionary<string, StringBuilder> _texts = [];
    private readonly RawJson _start = block.Raw;
    private int _gathered;

    public string Type { get; } = block[Wire.Type].AsText ?? "";

    public void Grow(JsonNode delta)
    {
        foreach (var (name, value) in delta.Members())
        {
            if (name == "type" || value.AsText is not { Length: > 0 } text || _gathered + text.Length > bound)
            {
                continue;
            }

            _gathered += text.Length;
            var into = name == "partial_json" ? _input : _texts.TryGetValue(name, out var known) ? known : _texts[name] = new StringBuilder();
            into.Append(text);
        }
    }

    public RawJson ToJson()
    {
        if (_start.IsAbsent)
        {
            return RawJson.FromText("{}");
        }

        using var input = JsonReading.TryParse(Encoding.UTF8.GetBytes(_input.ToString()));
        using var start = JsonReading.TryParse(_start.Utf8);
        if (start is null || (input is null && _texts.Count == 0))
        {
            return _start;
        }

        var bytes = new ArrayBufferWriter<byte>();
        using var json = JsonWriting.To(bytes);
        json.WriteStartObject();
        foreach (var (name, value) in start.Root.Members())
        {
            if ((name == "input" && input is not null) || _texts.ContainsKey(name))
            {
                continue;
            }

            json.WritePropertyName(name);
            json.Raw(value.Exists ? value.Raw : RawJson.FromText("null"));
        }

        if (input is not null)
        {
            json.OptionalRaw(Wire.Input, input.Root.Raw);
        }

        foreach (var (name, text) in _texts)
        {
            json.WriteString(name, start.Root[Encoding.UTF8.GetBytes(name)].AsText + text);
        }

        json.WriteEndObject();
        json.Flush();
        return new RawJson(bytes.WrittenMemory);
    }
}
