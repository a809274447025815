using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy.Conditions;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Makes a condition from a checked <c>when</c>. What says nothing is an error here: a condition that silently falls away would hold for everybody.</summary>
internal sealed class ConditionReader(ProblemList problems, KnownCallers callers)
{
    /// <summary>What always holds, in the place of what could not be read: such a config does not serve.</summary>
    private static readonly AllOf Always = new([]);

    /// <summary>A rule's whole condition; an empty one holds for every request.</summary>
    public Condition Read(ConfigNode when, string path) => when.Kind switch
    {
        NodeKind.Map => All(when, path),
        NodeKind.List => Any(when, path),
        _ => Always,
    };

    private AllOf All(ConfigNode map, string path)
    {
        var all = new List<Condition>(map.Members.Count);
        foreach (var member in map.Members)
        {
            var place = $"{path}.{member.Name}";
            if (member.Value.Broken || IsEmpty(member, place))
            {
                continue;
            }

            if (Member(member, place) is { } condition)
            {
                all.Add(condition);
            }
        }

        return new([.. all]);
    }

    private Condition? Member(ConfigMember member, string path) => member.Name switch
    {
        "tier" => Caller(CallerFact.Tier, member.Value, path),
        "key" => Caller(CallerFact.Key, member.Value, path),
        "team" => Caller(CallerFact.Team, member.Value, path),
        "session" => Caller(CallerFact.Session, member.Value, path),
        "tag" => new TagsAre(Named(member.Value)),
        "header" => Headers(member.Value, path),
        "data_class" => DataClassWords.Parse(member.Value.Text) is { } least ? new DataClassFrom(least) : null,
        "has" => new HasAny(Texts(member.Value).Select(HasWords.Parse).Aggregate(RequestFeatures.None, (all, one) => all | one)),
        "input_tokens_over" => Scalars.TryWhole(member.Value.Text, out var bound) ? new InputTokensOver(bound) : null,
        "hours" => new HoursOfDay([.. Texts(member.Value).Select(text => HoursText.Read(text).Span).OfType<DaySpan>()]),
        "share" => Scalars.TryNumber(member.Value.Text, out var share) ? new ShareOf(share) : null,
        "not" => new Not(Inner(member.Value, path)),
        _ => null,
    };

    private AnyOf Any(ConfigNode list, string path)
    {
        if (list.Items.Count == 0)
        {
            problems.Error(list, path, "an empty list of conditions never holds", "write what must hold, or remove it");
        }

        return new([.. list.Items.Select((item, at) => Inner(item, $"{path}[{at}]"))]);
    }

    /// <summary>A condition within another, where one that is empty can only be a mistake.</summary>
    private Condition Inner(ConfigNode node, string path)
    {
        if (node is { Kind: NodeKind.Map, Members.Count: 0 })
        {
            problems.Error(node, path, "an empty condition holds for every request", "write what must hold, or remove it");
        }

        return Read(node, path);
    }

    private bool IsEmpty(ConfigMember member, string path)
    {
        var value = member.Value;
        if (!value.IsUnset && (member.Name == "not" || value.Kind == NodeKind.Text || value.Items.Count + value.Members.Count > 0))
        {
            ConfigMember[] empty = member.Name is "tag" or "header" ? [.. value.Members.Where(inner => !inner.Value.Broken && IsEmpty(inner, $"{path}.{inner.Name}"))] : [];
            return empty.Length > 0;
        }

        problems.Add(ConfigSeverity.Error, member.Line, member.Column, path, "", "nothing is said here", "write a value, or remove the key");
        return true;
    }

    private CallerIs Caller(CallerFact fact, ConfigNode value, string path)
    {
        foreach (var item in value.AsItems().Where(item => item.Kind == NodeKind.Text))
        {
            switch (fact)
            {
                case CallerFact.Key when !Knows(callers.Keys, item.Text):
                    problems.Warning(item, path, "no key of this file has this name", Nearest.Mend(item.Text, [.. callers.Keys], "add it under keys, or make it: bascule keys create NAME"), Shown.Value(item));
                    break;
                case CallerFact.Tier when !callers.TierIsSaid && !Knows(callers.Tiers, item.Text):
                    problems.Warning(item, path, "no key has this tier", Nearest.Mend(item.Text, [.. callers.Tiers], "give it to a key, or let a key set it"), Shown.Value(item));
                    break;
                case CallerFact.Team when callers.Keys.Count > 0 && !Knows(callers.Teams, item.Text):
                    problems.Warning(item, path, "no key belongs to this team", Nearest.Mend(item.Text, [.. callers.Teams], "give it to a key"), Shown.Value(item));
                    break;
            }
        }

        return new(fact, Texts(value));
    }

    private HeadersAre Headers(ConfigNode map, string path)
    {
        foreach (var member in map.Members)
        {
            var name = member.Name.ToLowerInvariant();
            if (!HeaderNames.IsName(name) || HeaderNames.IsCredential(name))
            {
                problems.Add(
                    ConfigSeverity.Error, member.Line, member.Column, $"{path}.{Shown.Short(member.Name)}", "",
                    HeaderNames.IsCredential(name) ? "this header holds a credential, and what rules read is kept in the ledger" : "not a header's name",
                    HeaderNames.IsCredential(name) ? "tell callers apart by key, tier or team" : "write the name alone, as x-team");
            }
        }

        return new(Named(map, name => name.ToLowerInvariant()));
    }

    private static ValueList<WrittenValues> Named(ConfigNode map, Func<string, string>? rename = null) =>
        [.. map.Members.Select(member => new WrittenValues(rename?.Invoke(member.Name) ?? member.Name, Texts(member.Value)))];

    private static ValueList<string> Texts(ConfigNode node) => [.. node.AsItems().Where(item => item.Kind == NodeKind.Text).Select(item => item.Text)];

    private static bool Knows(IReadOnlyList<string> known, string word) => word.Contains('*', StringComparison.Ordinal) ? known.Any(name => Glob.Matches(word, name)) : known.Contains(word);
}
