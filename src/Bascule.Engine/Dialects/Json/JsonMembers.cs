using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>The members of an object, of which those not taken are left over for <see cref="Rest"/>.</summary>
public sealed class JsonMembers
{
    private readonly JsonReading _reading;
    private readonly JsonPath _at;
    private readonly Dictionary<string, JsonNode> _members = [];
    private readonly List<string> _order = [];

    internal JsonMembers(JsonReading reading, JsonNode node, JsonPath at)
    {
        (_reading, _at) = (reading, at);
        foreach (var (name, value) in node.Members())
        {
            if (!_members.ContainsKey(name))
            {
                _order.Add(name);
            }

            _members[name] = value;
        }
    }

    /// <summary>The member, which then no longer belongs to the rest; none where it is absent.</summary>
    public JsonNode Take(ReadOnlySpan<byte> utf8Name)
    {
        var name = Encoding.UTF8.GetString(utf8Name);
        return _members.Remove(name, out var value) ? value : new(_reading, default, _at.Member(name));
    }

    /// <summary>The member, which stays part of the rest.</summary>
    public JsonNode Peek(ReadOnlySpan<byte> utf8Name)
    {
        var name = Encoding.UTF8.GetString(utf8Name);
        return _members.TryGetValue(name, out var value) ? value : new(_reading, default, _at.Member(name));
    }

    /// <summary>What nobody took, in order, nulls left out.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> Rest()
    {
        foreach (var name in _order)
        {
            if (_members.TryGetValue(name, out var value) && value.Exists)
            {
                yield return new(name, value);
            }
        }
    }

    /// <summary>The rest as members that only <paramref name="dialect"/> understands.</summary>
    public IReadOnlyList<ForeignField> RestAsForeign(string dialect) =>
        ValueList.From(Rest().Select(member => new ForeignField(dialect, member.Key, member.Value.Raw)));
}
