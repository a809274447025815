using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Writes one event at a time: its name, and its data as one object that begins with the same name as its type.</summary>
internal sealed class AnthropicEventWriter
{
    private Utf8JsonWriter? _json;

    public IBufferWriter<byte> Into { get; set; } = null!;

    public Utf8JsonWriter Begin(ReadOnlySpan<byte> name)
    {
        Into.Write("event: "u8);
        Into.Write(name);
        Into.Write("\ndata: "u8);
        if (_json is null)
        {
            _json = JsonWriting.To(Into);
        }
        else
        {
            _json.Reset(Into);
        }

        _json.WriteStartObject();
        _json.WriteString(Wire.Type, name);
        return _json;
    }

    public void End()
    {
        _json!.WriteEndObject();
        _json.Flush();
        Into.Write("\n\n"u8);
    }

    public Utf8JsonWriter BeginDelta(int index, string type)
    {
        var json = Begin(Wire.Events.ContentBlockDelta);
        json.WriteNumber(Wire.Index, index);
        json.WriteStartObject(Wire.Delta);
        json.WriteString(Wire.Type, type);
        return json;
    }

    public void EndDelta()
    {
        _json!.WriteEndObject();
        End();
    }
}
