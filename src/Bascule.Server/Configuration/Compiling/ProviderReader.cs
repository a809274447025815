using System.Text.RegularExpressions;
using Bascule.Engine.Conversation;
using Bascule.Engine.Providers;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>providers</c>: a known vendor's name, an engine, or dialect and address.</summary>
internal sealed partial class ProviderReader(ProblemList problems, FileChecks files, ConfigSurroundings surroundings)
{
    /// <summary>Every provider by its name, in the file's order; also those with mistakes, so that their names still count.</summary>
    public Dictionary<string, ProviderOptions> Read(ConfigNode root)
    {
        var providers = new Dictionary<string, ProviderOptions>(StringComparer.Ordinal);
        var confined = root.Set("server") is { Kind: NodeKind.Map } server && server.TextAt("egress") == "deny";
        foreach (var member in root.MembersAt("providers"))
        {
            var path = $"providers.{member.Name}";
            if (!ProviderName().IsMatch(member.Name))
            {
                problems.Add(
                    ConfigSeverity.Error, member.Line, member.Column, path, Shown.Short(member.Name), "a provider's name may hold letters, digits, '.', '_' and '-' only", "rename it, as gpu-fra");
            }

            if (member.Value.Kind is NodeKind.Map or NodeKind.Null)
            {
                providers[member.Name] = Provider(member, path) with { Confined = confined };
                if (confined)
                {
                    CheckWaysOut(member, path, providers[member.Name]);
                }
            }
        }

        return providers;
    }

    /// <summary>Where egress is denied a self-hosted provider has one way to it, and that is a straight one.</summary>
    private void CheckWaysOut(ConfigMember member, string path, ProviderOptions provider)
    {
        if (provider is { Hosting: "self", Proxy: not null })
        {
            problems.Error(member.Value["proxy"]!, $"{path}.proxy", "with server.egress: deny nothing goes through a proxy, which could lead anywhere", "remove it, so that the provider is reached at its own address");
        }

        if (provider is { Hosting: "self", Dialect: "bedrock" or "vertex", ApiKey: "" } or { Hosting: "self", Dialect: "azure-openai", ApiKey: "" })
        {
            problems.Add(ConfigSeverity.Error, member.Line, member.Column, path, "", "it signs in at the cloud, which server.egress: deny does not allow", "give it an api_key, or say hosting: vendor: it is then never contacted");
        }
    }

    private ProviderOptions Provider(ConfigMember member, string path)
    {
        var node = member.Value;
        var engine = node.TextAt("engine");
        var vendor = engine is null ? surroundings.Vendor(member.Name) : null;
        var dialect = Dialect(member, path, vendor, engine);
        if (vendor is null && engine is not null && node.IsMissing("base_url"))
        {
            Missing(member, path, "base_url is missing", $"write base_url: \"http://127.0.0.1:{surroundings.Engine(engine)?.Port.ToString() ?? "PORT"}\"");
        }

        var proxy = node.UrlAt("proxy");
        var region = CloudPlaces.Region(dialect, node.TextAt("region"), surroundings.Environment);
        var baseUrl = node.UrlAt("base_url") ?? vendor?.BaseUrl ?? CloudPlaces.Address(dialect, region);
        if (dialect == "vertex")
        {
            baseUrl = new VertexReader(problems).Address(member, path, baseUrl);
        }

        if (baseUrl is null && node.IsMissing("base_url"))
        {
            MissingPlace(member, path, vendor, dialect, region);
        }

        if (baseUrl is { UserInfo.Length: > 0 })
        {
            problems.Error(node["base_url"]!, $"{path}.base_url", "a credential stands in the address", "write it in api_key");
        }

        if (node.FlagAt("http2") == true && proxy is not null && baseUrl is { Scheme: "http" })
        {
            problems.Error(node["http2"]!, $"{path}.http2", "through a proxy an http:// address is not reached over HTTP/2", "write base_url with https://, or remove http2 or proxy");
        }

        var address = BaseUrls.Mend(baseUrl ?? new Uri("http://invalid"), dialect, surroundings.Engine(engine));
        SecretChecks.Check(problems, node.Set("api_key"), $"{path}.api_key");
        var keys = ApiKeys(node, path);
        return new ProviderOptions
        {
            Name = member.Name,
            Vendor = vendor?.Id,
            Engine = engine,
            Dialect = dialect,
            BaseUrl = address,
            Health = BaseUrls.Health(address, surroundings.Engine(engine)),
            ApiKey = keys.Count > 0 ? keys[0] : ApiKey(member, path, vendor, dialect),
            FurtherKeys = [.. keys.Skip(1)],
            Hosting = node.TextAt("hosting") is "self" ? "self" : "vendor",
            Jurisdiction = node.TextAt("jurisdiction") ?? (node.IsMissing("base_url") ? vendor?.Jurisdiction : null),
            MaxRetention = node.DurationAt("max_retention"),
            TrainsOnData = node.FlagAt("trains_on_data"),
            Certifications = node.TextsAt("certifications") ?? [],
            Timeouts = node.TimeoutsAt("timeouts").Over(Timeouts.Default),
            ForwardHeaders = ForwardHeaders(node, path),
            Proxy = proxy,
            CaFile = files.Certificates(node, "ca_file", $"{path}.ca_file"),
            ClientCert = files.CertificateWithKey(node, "client_cert", $"{path}.client_cert"),
            Http2 = node.FlagAt("http2") ?? false,
            Models = node.TextsAt("models") ?? [],
            Speaks = dialect == (vendor?.Dialect ?? "openai-chat") ? new([.. vendor?.Speaks ?? surroundings.Engine(engine)?.Speaks ?? []]) : [],
            Region = region,
            Project = node.TextAt("project"),
            Location = node.TextAt("location"),
            ApiVersion = node.TextAt("api_version"),
            PassesUrls = node.TextAt("urls") is "pass",
        };
    }

    private string Dialect(ConfigMember member, string path, KnownVendor? vendor, string? engine)
    {
        var node = member.Value;
        if (!node.IsMissing("dialect"))
        {
            if (vendor is null && engine is null && node.IsMissing("base_url") && node.TextAt("dialect") is not ("bedrock" or "vertex"))
            {
                Missing(member, path, "base_url is missing", "write base_url: https://host/v1, as the vendor's own SDK takes it");
            }

            return node.TextAt("dialect") ?? "openai-chat";
        }

        if (engine is not null || !node.IsMissing("engine"))
        {
            return "openai-chat";
        }

        if (vendor is null)
        {
            var known = surroundings.Vendors.SelectMany(found => found.Aliases.Prepend(found.Id)).ToArray();
            Missing(
                member, path, "not a known vendor's name, and neither engine nor dialect is given",
                Nearest.Mend(member.Name, known, "write engine: vllm (or another) with base_url, or dialect: openai-chat with base_url"), member.Name);
            return "openai-chat";
        }

        if (Vendor.For(vendor.Dialect) is null)
        {
            Missing(member, path, $"the dialect {vendor.Dialect} of this vendor is not one that this version speaks", "remove the provider, or write dialect: openai-chat with the vendor's OpenAI-compatible base_url");
        }

        return vendor.Dialect;
    }

    /// <summary>Nobody says where it is; an engine's and a plain dialect's missing address was told before.</summary>
    private void MissingPlace(ConfigMember member, string path, KnownVendor? vendor, string dialect, string? region)
    {
        if (dialect == CloudPlaces.Bedrock)
        {
            Missing(member, path, region is null ? "no region: neither region nor AWS_REGION is set" : "not a region of Amazon's", "write region: us-east-1, or another", region ?? "");
        }
        else if (vendor?.BaseUrlForm is { } form)
        {
            Missing(member, path, "base_url is missing: each customer of this vendor has his own", $"write base_url: \"{form}\"");
        }
    }

    /// <summary>Several keys, in the order they are used; none: there is one or none.</summary>
    private IReadOnlyList<string> ApiKeys(ConfigNode node, string path)
    {
        var items = node.ItemsAt("api_keys") ?? [];
        if (items.Count > 0 && node["api_key"] is { IsUnset: false } single)
        {
            problems.Error(single, $"{path}.api_key", "both api_key and api_keys are given", "put it into api_keys");
        }

        for (var i = 0; i < items.Count; i++)
        {
            SecretChecks.Check(problems, items[i], $"{path}.api_keys[{i}]");
            CheckKey(items[i], $"{path}.api_keys[{i}]");
            if (items.Take(i).Any(before => before.Text == items[i].Text))
            {
                problems.Warning(items[i], $"{path}.api_keys[{i}]", "this key stands in the list twice", "remove one", "***");
            }
        }

        return [.. items.Where(item => item.Kind == NodeKind.Text).Select(item => item.Text)];
    }

    private void CheckKey(ConfigNode written, string path)
    {
        if (written.Text.Any(letter => letter is < '!' or > '~'))
        {
            problems.Error(written, path, "a key may not hold spaces, line breaks or letters outside ASCII", "check what the variable or the file holds", "***");
        }
    }

    private string ApiKey(ConfigMember member, string path, KnownVendor? vendor, string dialect)
    {
        if (member.Value["api_key"] is { IsUnset: false } written)
        {
            CheckKey(written, $"{path}.api_key");
            return written.Text;
        }

        if (vendor is null || vendor.KeyVariables.Count == 0)
        {
            return "";
        }

        var found = surroundings.Credential(vendor);
        if (found is null && member.Value.IsMissing("base_url") && !CloudPlaces.SignsIn(dialect))
        {
            Missing(member, path, $"no key: the environment variable {vendor.KeyVariables[0]} is not set", $"set {vendor.KeyVariables[0]} or api_key");
        }

        return found?.Key ?? "";
    }

    private ValueList<string> ForwardHeaders(ConfigNode node, string path)
    {
        var headers = new List<string>();
        foreach (var item in node.ItemsAt("forward_headers") ?? [])
        {
            var name = item.Text.ToLowerInvariant();
            if (!HeaderNames.IsName(name))
            {
                problems.Error(item, $"{path}.forward_headers", "not a header's name", "write the name alone, as x-team", Shown.Value(item));
            }
            else if (HeaderNames.IsOfOneConnection(name) || (name.StartsWith("x-bascule-", StringComparison.Ordinal) && name != "x-bascule-timeout"))
            {
                problems.Error(item, $"{path}.forward_headers", "this header is never passed on: it holds a caller's credential or belongs to one connection", "remove it", name);
            }

            headers.Add(name);
        }

        return new([.. headers.Distinct()]);
    }

    private void Missing(ConfigMember member, string path, string message, string mend, string value = "") =>
        problems.Add(ConfigSeverity.Error, member.Line, member.Column, path, Shown.Short(value), message, mend);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex ProviderName();
}
