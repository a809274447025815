using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Conditions;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>policies</c> with the operator's own tests.</summary>
internal sealed class PolicyReader(ProblemList problems, Names names, ConditionReader conditions, RequirementReader requirements, DateTimeOffset now)
{
    public IReadOnlyList<PolicyOptions> Read(ConfigNode root)
    {
        var policies = new List<PolicyOptions>();
        var items = root.Set("policies") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is { Kind: NodeKind.Map } policy)
            {
                policies.Add(Policy(policy, $"policies[{i}]", policies, root));
            }
        }

        return policies;
    }

    private PolicyOptions Policy(ConfigNode node, string path, List<PolicyOptions> before, ConfigNode root)
    {
        var name = node.TextAt("name") ?? "";
        if (node.IsMissing("name"))
        {
            problems.Error(node, path, "name is missing", "write name: confidential stays at home, which refusals will say");
        }
        else if (before.Any(policy => policy.Name == name))
        {
            problems.Error(node["name"]!, $"{path}.name", "another policy has this name", "rename one of the two", Shown.Value(node["name"]!));
        }

        if (node.Set("require") is not { Kind: NodeKind.Map, Members.Count: > 0 } require)
        {
            problems.Error(node, path, "require is missing: the policy would demand nothing", "write require: { hosting: self }");
            return new PolicyOptions(name, new AllOf([]), []);
        }

        var when = node.Set("when") is { } condition ? conditions.Read(condition, $"{path}.when") : new AllOf([]);
        return new PolicyOptions(name, when, requirements.Read(require, $"{path}.require")) { Examples = [.. Examples(node, path, root)] };
    }

    private IEnumerable<PolicyExample> Examples(ConfigNode policy, string path, ConfigNode root)
    {
        var items = policy.Set("examples") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is { Kind: NodeKind.Map } example && Example(example, $"{path}.examples[{i}]", root) is { } read)
            {
                yield return read;
            }
        }
    }

    private PolicyExample? Example(ConfigNode node, string path, ConfigNode root)
    {
        if (node.Set("request") is not { Kind: NodeKind.Map } request || node.Set("allows") is not ({ Kind: NodeKind.Text } or { Kind: NodeKind.List }))
        {
            problems.Error(node, path, "an example is a request and who may see it", "write { request: { data_class: confidential }, allows: [DEPLOYMENT] }, or allows: [] where nobody may");
            return null;
        }

        var route = request.TextAt("route");
        if (route is not null && !names.RouteNames.Contains(route))
        {
            problems.Error(request["route"]!, $"{path}.request.route", "no route has this name", Nearest.Mend(route, names.RouteNames, "write a name under routes, or leave it out"), Shown.Value(request["route"]!));
        }

        var allows = (ValueList<string>)[.. node.ItemsAt("allows")!.Where(item => item.Kind == NodeKind.Text).Select(item => item.Text)];
        foreach (var item in node.ItemsAt("allows")!.Where(item => item.Kind == NodeKind.Text && names.Find(item.Text) is null))
        {
            problems.Error(item, $"{path}.allows", "no deployment of this config has this name", Nearest.Mend(item.Text, [.. names.Deployments.Select(deployment => deployment.Name)], "write a deployment's name, or PROVIDER/UPSTREAM as a route does"), Shown.Value(item));
        }

        return new PolicyExample(route, Facts(request, path, root), Written(request), allows);
    }

    /// <summary>The facts of an example; what its key says counts as it does for a request.</summary>
    private RequestFacts Facts(ConfigNode request, string path, ConfigNode root)
    {
        var keys = root.Set("keys") is { Kind: NodeKind.List } list ? list.Items : [];
        var key = request.TextAt("key") is { } name ? keys.FirstOrDefault(one => one.TextAt("name") == name) : null;
        if (request.TextAt("key") is not null && key is null)
        {
            problems.Error(request["key"]!, $"{path}.request.key", "no key of this file has this name", "write a name under keys, or say team, tier and data_class instead", Shown.Value(request["key"]!));
        }

        var route = root.MembersAt("routes").FirstOrDefault(member => member.Name == request.TextAt("route"))?.Value;
        DataClass?[] classes = [request.ClassAt("data_class"), key?.ClassAt("data_class"), route is { Kind: NodeKind.Map } ? route.ClassAt("data_class") : null];
        var headers = request.MembersAt("header").ToDictionary(header => header.Name.ToLowerInvariant(), header => header.Value.Text, StringComparer.Ordinal);
        return new RequestFacts
        {
            Id = Guid.Empty,
            At = request.TextAt("at") is { } text && Scalars.TryDate(text, out var at) ? at : now,
            Key = request.TextAt("key"),
            Team = request.TextAt("team") ?? key?.TextAt("team"),
            Tier = request.TextAt("tier") ?? key?.TextAt("tier"),
            Session = request.TextAt("session"),
            Tags = [.. request.MembersAt("tag").Concat(key?.MembersAt("tags") ?? []).DistinctBy(tag => tag.Name).Select(tag => KeyValuePair.Create(tag.Name, tag.Value.Text))],
            DataClass = classes.Max() ?? DataClass.Internal,
            Has = (request.TextsAt("has") ?? []).Select(HasWords.Parse).Aggregate(RequestFeatures.None, (all, one) => all | one),
            InputTokens = request.WholeAt("input_tokens") ?? 0,
            HeaderOf = headers.GetValueOrDefault,
        };
    }

    /// <summary>Maps come last, as they are written out, so that a config and its expanded form are equal.</summary>
    private static ValueList<WrittenValues> Written(ConfigNode request) =>
        [.. request.Members.Where(member => !member.Value.IsUnset).OrderBy(member => member.Value.Kind == NodeKind.Map).SelectMany(Written)];

    /// <summary>A tag or a header stands as <c>tag.team</c>.</summary>
    private static IEnumerable<WrittenValues> Written(ConfigMember member) => member.Value.Kind == NodeKind.Map
        ? member.Value.Members.Select(inner => new WrittenValues($"{member.Name}.{inner.Name}", [inner.Value.Text]))
        : [new WrittenValues(member.Name, [.. member.Value.AsItems().Select(item => item.Text)])];
}
