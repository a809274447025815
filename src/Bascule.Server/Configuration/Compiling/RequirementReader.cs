using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Requirements;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Makes requirements from a checked <c>require</c>. What says nothing is an error here: a requirement that silently falls away would let everything through.</summary>
internal sealed class RequirementReader(ProblemList problems, Names names)
{
    public ValueList<Requirement> Read(ConfigNode require, string path)
    {
        var all = new List<Requirement>();
        foreach (var member in require.Members.Where(member => !member.Value.Broken))
        {
            var place = $"{path}.{member.Name}";
            if (member.Value.IsUnset || (member.Value.Kind != NodeKind.Text && member.Value.Items.Count + member.Value.Members.Count == 0))
            {
                problems.Add(ConfigSeverity.Error, member.Line, member.Column, place, "", "nothing is said here", "write a value, or remove the key");
            }
            else if (Member(member, place) is { } requirement)
            {
                all.Add(requirement);
            }
        }

        return [.. all];
    }

    private Requirement? Member(ConfigMember member, string path)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "max_retention":
                return Scalars.TryDuration(value.Text, out var most) ? new MaxRetention(most) : null;
            case "trains_on_data":
                return Scalars.TryFlag(value.Text, out var trains) ? new TrainsOnData(trains) : null;
            case "certifications":
                return new Certified(Texts(value));
            case "max_price":
                return new MaxPrice(value.NumberAt("input"), value.NumberAt("output"));
            case "min_context":
                return Scalars.TryWhole(value.Text, out var least) ? new MinContext(least) : null;
            case "capability":
                return new Capable(Texts(value));
            case "provider":
                CheckNames(value, path, names.IsProvider, "no provider has this name");
                break;
        }

        return Enum.TryParse<DeploymentFact>(member.Name, ignoreCase: true, out var fact) ? new FactIs(fact, Texts(value)) : null;
    }

    /// <summary>A name that is nobody's would allow nobody, silently.</summary>
    private void CheckNames(ConfigNode value, string path, Func<string, bool> exists, string message)
    {
        foreach (var item in value.AsItems().Where(item => item.Kind == NodeKind.Text && !item.Text.Contains('*', StringComparison.Ordinal) && !exists(item.Text)))
        {
            problems.Error(item, path, message, "correct the name", Shown.Value(item));
        }
    }

    private static ValueList<string> Texts(ConfigNode node) => [.. node.AsItems().Where(item => item.Kind == NodeKind.Text).Select(item => item.Text)];
}
