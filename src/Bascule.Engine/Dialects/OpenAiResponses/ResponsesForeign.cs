using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>The members that the hub has no word for, gathered while a request is read. Those inside another member stand under its path (<c>text.verbosity</c>).</summary>
internal sealed class ResponsesForeign
{
    public const string Text = "text.";
    public const string Reasoning = "reasoning.";

    /// <summary>What stands in the input's items is written with them.</summary>
    public const string Input = "input.";

    private readonly List<ForeignField> _all = [];

    public IReadOnlyList<ForeignField> All => ValueList.From(_all);

    public void Add(string name, RawJson value) => Add(new ForeignField(OpenAiResponsesDialect.DialectName, name, value));

    /// <summary>Adds what only the caller's own dialect can do rightly; absent: nothing.</summary>
    public void Bind(string name, RawJson value) => Add(new ForeignField(OpenAiResponsesDialect.DialectName, name, value) { Binding = true });

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

    private void Add(ForeignField field)
    {
        if (!field.Value.IsAbsent && !_all.Exists(known => known.Name == field.Name))
        {
            _all.Add(field);
        }
    }
}
