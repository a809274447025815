using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bascule.Engine.Access;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>keys</c>; each secret is hashed at once and kept nowhere. A key made over the API is read by the same code.</summary>
/// <param name="problems">Where what is wrong is told.</param>
/// <param name="names">What a key may be allowed to ask for; null: that is not looked at.</param>
internal sealed partial class KeyReader(ProblemList problems, AskableNames? names)
{
    private readonly BudgetReader _budgets = new(problems);

    /// <param name="root">The document.</param>
    /// <param name="surroundings">The environment, which may hold the one key there is.</param>
    /// <param name="stored">The names of the keys in the database.</param>
    public IReadOnlyList<KeyOptions> Read(ConfigNode root, ConfigSurroundings surroundings, IReadOnlyCollection<string> stored)
    {
        var keys = new List<KeyOptions>();
        if (root["keys"] is null && surroundings.Environment("BASCULE_API_KEY") is { Length: > 0 } secret)
        {
            return [new KeyOptions { Id = KeyOptions.OfFile("default"), Name = "default", Sha256 = Hash(secret) }];
        }

        var items = root.Set("keys") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Kind == NodeKind.Map && Key(items[i], $"keys[{i}]", keys, stored) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private KeyOptions? Key(ConfigNode node, string path, List<KeyOptions> before, IReadOnlyCollection<string> stored)
    {
        var name = node.TextAt("name") ?? "";
        if (node.IsMissing("name"))
        {
            problems.Error(node, path, "name is missing", "write name: web, which the ledger and reports will call it");
        }
        else if (before.Any(key => key.Name == name))
        {
            problems.Error(node["name"]!, $"{path}.name", "another key has this name", "rename one of the two", Shown.Value(node["name"]!));
        }

        else if (stored.Contains(name))
        {
            problems.Error(node["name"]!, $"{path}.name", "a key in the database has this name", "rename this one, or rename or delete that one: bascule keys list", Shown.Value(node["name"]!));
        }

        var hash = Sha256(node, path);
        if (hash is not null && before.FirstOrDefault(key => key.Sha256 == hash) is { } twin)
        {
            problems.Error(node, path, $"this key and '{Shown.Short(twin.Name)}' have the same secret", "give each key a secret of its own");
        }

        // Even a key whose secret is wrong counts as one, so that no error about missing keys follows from it.
        return Read(node, path) with { Sha256 = hash ?? "" };
    }

    /// <summary>What a key may do, without its secret.</summary>
    public KeyOptions Read(ConfigNode node, string path)
    {
        var name = node.TextAt("name") ?? "";
        CheckRoutes(node, path);
        var (dataClass, most) = (node.ClassAt("data_class"), node.ClassAt("max_data_class"));
        if (dataClass > most)
        {
            problems.Error(node["max_data_class"]!, $"{path}.max_data_class", "data_class lies above max_data_class, so every request would be refused", "raise max_data_class or lower data_class");
        }

        return new KeyOptions
        {
            Id = KeyOptions.OfFile(name),
            Name = name,
            Sha256 = "",
            Tier = node.TextAt("tier"),
            DataClass = dataClass,
            MaxDataClass = most,
            Routes = node["routes"] is { Kind: NodeKind.List, Items.Count: 0 } ? [] : node.TextsAt("routes"),
            Team = node.TextAt("team"),
            Limits = node.Set("limits") is { } limits
                ? new KeyLimits { RequestsPerMinute = limits.CountAt("requests_per_minute"), TokensPerMinute = limits.CountAt("tokens_per_minute"), Concurrency = limits.CountAt("concurrency") }
                : new KeyLimits(),
            Budget = _budgets.Read(node, path),
            RefusesUnpriced = node.TextAt("unpriced") is { } unpriced ? unpriced != "allow" : null,
            PerUser = node.Set("per_user") is { } user
                ? new UserLimits
                {
                    RequestsPerMinute = user.CountAt("requests_per_minute"),
                    TokensPerMinute = user.CountAt("tokens_per_minute"),
                    Concurrency = user.CountAt("concurrency"),
                    Budget = _budgets.Read(user, $"{path}.per_user"),
                }
                : UserLimits.None,
            Tags = new([.. node.MembersAt("tags").Where(tag => tag.Value.Kind == NodeKind.Text)
                .OrderBy(tag => tag.Name, StringComparer.Ordinal).Select(tag => KeyValuePair.Create(tag.Name, tag.Value.Text))]),
            MayTierBeSet = node.FlagAt("may_set_tier") ?? false,
            Addresses = new([.. (node.TextsAt("addresses") ?? []).Select(text => Scalars.TryNetwork(text, out var network) ? network.ToString() : text)]),
            Expires = node.TextAt("expires") is { } text && Scalars.TryDate(text, out var date) ? date : null,
        };
    }

    private string? Sha256(ConfigNode node, string path)
    {
        var (secret, hash) = (node["key"], node["key_sha256"]);
        if (secret is { Broken: true } || hash is { Broken: true })
        {
            return null;
        }

        if (secret is { Kind: NodeKind.Text } && hash is { IsUnset: false })
        {
            problems.Error(hash, $"{path}.key_sha256", "both key and key_sha256 are given", "keep one of the two");
        }

        if (secret is { Kind: NodeKind.Text, IsUnset: true })
        {
            problems.Error(secret, $"{path}.key", "the key is empty", "set the variable that holds it");
            return null;
        }

        if (secret is { Kind: NodeKind.Text })
        {
            CheckSecret(secret, path);
            return Hash(secret.Text);
        }

        if (hash is { Kind: NodeKind.Text, IsUnset: false })
        {
            if (!HashForm().IsMatch(hash.Text))
            {
                problems.Error(hash, $"{path}.key_sha256", "not a SHA-256 in hex", "write the 64 hex digits that this prints: printf %s KEY | sha256sum", "***");
            }

            return hash.Text.ToLowerInvariant();
        }

        if (secret is null or { Kind: NodeKind.Null })
        {
            problems.Error(node, path, "key is missing", "write key: \"${NAME}\", or key_sha256");
        }

        return null;
    }

    private void CheckSecret(ConfigNode secret, string path)
    {
        SecretChecks.Check(problems, secret, $"{path}.key");
        if (secret.Text.Any(letter => letter is < '!' or > '~'))
        {
            problems.Error(secret, $"{path}.key", "a key may not hold spaces, line breaks or letters outside ASCII", "check what the variable or the file holds", "***");
        }
        else if (secret.Text.Length < SecretChecks.MinLength)
        {
            problems.Warning(secret, $"{path}.key", $"a key of fewer than {SecretChecks.MinLength} characters can be guessed", "use 32 random characters, as from: openssl rand -hex 16", "***");
        }
    }

    private void CheckRoutes(ConfigNode node, string path)
    {
        var items = node.ItemsAt("routes") ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            if (names is not null && items[i].Kind == NodeKind.Text && !names.Exists(items[i].Text))
            {
                problems.Error(
                    items[i], $"{path}.routes[{i}]", "no route, deployment or provider matches this",
                    Nearest.Mend(items[i].Text, [.. names.Known], "write a route's name, a deployment, PROVIDER/* or \"*\""), Shown.Value(items[i]));
            }
        }
    }

    [GeneratedRegex("^[0-9A-Fa-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex HashForm();
}
