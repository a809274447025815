using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>The tool calls of one choice of a stream being read: whole or in pieces, with or without index and id.</summary>
internal sealed class CallsReading(int choice)
{
    private readonly List<Call> _calls = [];

    public bool Any => _calls.Count > 0;

    public void Read(JsonNode delta, ref int next, ICollection<AnswerEvent> into)
    {
        var custom = delta[W.Custom];
        var isCustom = custom.IsObject && (delta[W.Type].AsText == "custom" || !delta[W.Function].IsObject);
        var body = isCustom ? custom : delta[W.Function];
        var id = delta[W.Id].AsText ?? "";
        var name = body[W.Name].AsText ?? "";
        var call = Find(delta[W.Index].AsLong, id, name);
        call.Custom |= isCustom;
        Grow(call, id, name, AnswerReader.ReadArguments(body[isCustom ? W.Input : W.Arguments]), ref next, into);
    }

    /// <summary>The old <c>function_call</c>: at most one, without index and id.</summary>
    public void ReadLegacy(JsonNode call, ref int next, ICollection<AnswerEvent> into) =>
        Grow(_calls.Count > 0 ? _calls[^1] : New(null), "", call[W.Name].AsText ?? "", AnswerReader.ReadArguments(call[W.Arguments]), ref next, into);

    public void End(ref int next, ICollection<AnswerEvent> into)
    {
        foreach (var call in _calls)
        {
            Begin(call, ref next, into);
            if (!call.Grew && !call.Custom)
            {
                into.Add(new PartGrew(choice, call.Part, "{}"));
            }

            into.Add(new PartEnded(choice, call.Part));
        }
    }

    private Call Find(long? index, string id, string name)
    {
        var known = index is not null
            ? _calls.FindLast(call => call.Index == index)
            : id.Length > 0 ? _calls.FindLast(call => call.Id == id) : name.Length == 0 && _calls.Count > 0 ? _calls[^1] : null;

        // Some number every parallel call 0: another id with a name of its own is another call.
        return known is null || (id.Length > 0 && known.Id.Length > 0 && known.Id != id && name.Length > 0) ? New(index) : known;
    }

    private Call New(long? index)
    {
        var call = new Call { Index = index };
        _calls.Add(call);
        return call;
    }

    private void Grow(Call call, string id, string name, string? arguments, ref int next, ICollection<AnswerEvent> into)
    {
        call.Id = call.Id.Length > 0 ? call.Id : id;
        call.Name = call.Name.Length > 0 ? call.Name : name;
        // No object begins like this: it is how some spell no arguments.
        call.Waiting += arguments == "null" && !call.Custom && !call.Grew && call.Waiting.Length == 0 ? "" : arguments;
        if (call.Name.Length == 0)
        {
            return;
        }

        Begin(call, ref next, into);
        if (call.Waiting.Length > 0)
        {
            into.Add(new PartGrew(choice, call.Part, call.Waiting));
            call.Grew = true;
            call.Waiting = "";
        }
    }

    private void Begin(Call call, ref int next, ICollection<AnswerEvent> into)
    {
        if (call.Part >= 0)
        {
            return;
        }

        call.Part = next++;
        call.Id = call.Id.Length > 0 ? call.Id : AnswerReader.NewCallId();
        into.Add(new PartBegan(choice, call.Part, new ToolCallPart(call.Id, call.Name, "") { Custom = call.Custom }));
        if (call.Waiting.Length > 0)
        {
            into.Add(new PartGrew(choice, call.Part, call.Waiting));
            call.Grew = true;
            call.Waiting = "";
        }
    }

    /// <summary>One call; it begins when its name is known.</summary>
    private sealed class Call
    {
        public long? Index { get; init; }

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public bool Custom { get; set; }

        public int Part { get; set; } = -1;

        public bool Grew { get; set; }

        public string Waiting { get; set; } = "";
    }
}
