using System.Security.Cryptography;
using System.Text;
using Bascule.Engine.Ledger;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Makes the config from a document: short forms written out, defaults filled in, names held against each other.</summary>
internal sealed class ConfigCompiler(ProblemList problems, string folder, ConfigSurroundings surroundings)
{
    public BasculeConfig Compile(ConfigNode root)
    {
        var files = new FileChecks(problems, folder);
        var server = new ServerReader(problems, files, surroundings);
        var storage = new StorageReader(problems, folder).Read(root, server.DataDir(root));
        var stored = surroundings.StoredKeys(storage.Database);
        var providers = new ProviderReader(problems, files, surroundings).Read(root);
        var names = new Names(problems, root, providers);
        var conditions = new ConditionReader(problems, KnownCallers.Of(root, surroundings, stored ?? []));
        var routes = new RouteReader(problems, names, new RuleReader(problems, names, conditions), surroundings).Read(root);
        var policies = new PolicyReader(problems, names, conditions, new RequirementReader(problems, names), surroundings.Time.GetUtcNow()).Read(root);
        var guardrails = new GuardrailReader(problems, names, conditions).Read(root);
        var keys = new KeyReader(problems, names.Askable).Read(root, surroundings, stored ?? []);
        var budgets = new BudgetReader(problems).ReadRules(root, [.. keys.Select(key => key.Team).OfType<string>()]);
        new PriceChecks(problems, names, surroundings).Check(root, keys, routes, budgets);
        var config = new BasculeConfig
        {
            Server = server.Read(root, keys.Count + stored?.Count),
            Storage = storage,
            Providers = new([.. providers.Values]),
            Deployments = new([.. names.Deployments]),
            Routes = new([.. routes]),
            Organisation = new OrganisationReader(problems).Read(root),
            Policies = new([.. policies]),
            Guardrails = [.. guardrails],
            Keys = new([.. keys]),
            Audit = new AuditConfigReader(problems, files).Read(root),
            Budgets = budgets,
            Retention = Retention(root),
            KeyPlaces = Places(root),
            Content = new ContentReader(problems, files).Read(root),
            Version = Version(root, [.. providers.Values.SelectMany(provider => provider.FurtherKeys.Prepend(provider.ApiKey)), .. keys.Select(key => key.Sha256)]),
        };
        if (!problems.HasErrors)
        {
            new PolicyChecks(problems, surroundings).Check(root, config);
            new SemanticChecks(problems, surroundings).Check(root, config);
            GuardrailChecks.Check(problems, root, config);
            EgressChecks.Check(problems, root, config);
        }

        return config;
    }

    private static RetentionOptions Retention(ConfigNode root) => root.Set("retention") is { Kind: NodeKind.Map } retention
        ? new RetentionOptions { Ledger = retention.DurationAt("ledger") ?? RetentionOptions.Default.Ledger, MaxBytes = retention.WholeAt("max_bytes") }
        : RetentionOptions.Default;

    private KeyPlaces Places(ConfigNode root)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in root.Set("keys") is { Kind: NodeKind.List } list ? list.Items : [])
        {
            if (key.TextAt("name") is { } name)
            {
                lines.TryAdd(name, key.Line);
            }
        }

        return new KeyPlaces(problems.File, lines);
    }

    private string Version(ConfigNode root, IEnumerable<string> credentials)
    {
        var text = new StringBuilder();
        Write(text, root);
        text.Append('\u0001').AppendJoin('\u0001', credentials).Append('\u0001').Append(surroundings.Listen);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
    }

    private static void Write(StringBuilder text, ConfigNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Text:
                text.Append('"').Append(node.Text).Append('"');
                break;
            case NodeKind.List:
                text.Append('[');
                foreach (var item in node.Items)
                {
                    Write(text, item);
                    text.Append('\u0001');
                }

                text.Append(']');
                break;
            case NodeKind.Map:
                text.Append('{');
                foreach (var member in node.Members)
                {
                    text.Append(member.Name).Append(':');
                    Write(text, member.Value);
                    text.Append('\u0001');
                }

                text.Append('}');
                break;
        }
    }
}
