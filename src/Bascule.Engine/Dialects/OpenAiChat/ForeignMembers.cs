using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>
/// The members that the hub has no word for, gathered while a request is read. Those inside another member stand under its path (<c>stream_options.x</c>,
/// <c>messages[].x</c>), so that another dialect names them as dropped in the caller's own words.
/// </summary>
internal sealed class ForeignMembers
{
    public const string StreamOptions = "stream_options.";
    public const string Reasoning = "reasoning.";
    public const string Messages = "messages[].";

    /// <summary>What callers of engines say of a last message that their answer begins with.</summary>
    public static readonly string[] Beginnings = ["continue_final_message", "add_generation_prompt"];

    private readonly List<ForeignField> _all = [];

    public IReadOnlyList<ForeignField> All => ValueList.From(_all);

    public void Add(string name, RawJson value)
    {
        if (!_all.Exists(field => field.Name == name))
        {
            _all.Add(new ForeignField(OpenAiChatDialect.DialectName, name, value));
        }
    }

    public void AddRest(string under, JsonMembers members)
    {
        foreach (var (name, value) in members.Rest())
        {
            if (!_all.Exists(field => field.Name == under + name))    // what is left out counts as unread
            {
                Add(under + name, value.Raw);
            }
        }
    }
}
