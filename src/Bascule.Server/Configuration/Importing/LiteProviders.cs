namespace Bascule.Server.Configuration.Importing;

/// <summary>Makes one provider of all entries that go to the same address with the same key.</summary>
internal sealed class LiteProviders(Variables variables, NoteList notes, ConfigSurroundings surroundings)
{
    private const string AnyUrl = "https://given.invalid";

    private readonly Dictionary<string, LiteProvider> _byIdentity = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public IReadOnlyList<LiteProvider> All => [.. _byIdentity.Values];

    /// <summary>The provider of an entry and the model's name there; null: it has no counterpart, which is noted.</summary>
    public (LiteProvider Provider, string Upstream)? Of(LiteEntry entry)
    {
        var model = entry.Model;
        if (model is null)
        {
            return Without(entry, "no litellm_params.model: left out");
        }

        var address = entry.At("api_base") ?? entry.At("base_url");
        if (LiteVendors.Find(model, entry.At("custom_llm_provider").Said(), address is not null, surroundings) is not var (vendor, upstream))
        {
            return Without(entry, $"nobody known answers for the model {model}: left out; write a provider with dialect and base_url");
        }

        if (upstream.Length == 0 || upstream.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) || upstream.Contains("${", StringComparison.Ordinal))
        {
            return Without(entry, "the model's name is missing or can't be written: left out");
        }

        if (vendor.Dialect == "vertex" && !upstream.StartsWith("gemini", StringComparison.Ordinal) && upstream != "*")
        {
            return Without(entry, "only Gemini's models are called on Vertex AI: left out");
        }

        var baseUrl = Address(entry, address.Said() ?? vendor.Address, out var wrong);
        if (wrong || (baseUrl is null && vendor.NeedsAddress))
        {
            return Without(entry, "its address (api_base) is missing or is none: left out");
        }

        var lines = Lines(entry, vendor, baseUrl);
        var identity = string.Join('\u0001', [vendor.Name, baseUrl, entry.At("api_key").Said() ?? Variables.Mark + vendor.Variable, .. lines.Select(line => line.Value)]);
        if (!_byIdentity.TryGetValue(identity, out var provider))
        {
            _byIdentity[identity] = provider = Make(entry, vendor, baseUrl, lines);
        }

        return (provider, upstream);
    }

    private LiteProvider Make(LiteEntry entry, LiteVendor vendor, string? baseUrl, List<(string Key, string Value)> lines)
    {
        var name = vendor.Name;
        for (var i = 2; !_names.Add(name); i++)
        {
            name = $"{vendor.Name}-{i}";
        }

        // A name of the catalog says dialect and address; a numbered one says nothing.
        var known = vendor.Engine is null ? surroundings.Vendor(name) : null;
        var written = new List<(string Key, string Value)>();
        if (vendor.Engine is { } engine)
        {
            written.AddRange([("engine", engine), ("hosting", "self")]);
        }
        else if (known is null)
        {
            written.Add(("dialect", vendor.Dialect));
        }

        if ((baseUrl ?? (known is null ? surroundings.Vendor(vendor.Name)?.BaseUrl?.ToString() : null)) is { } url)
        {
            written.Add(("base_url", url));
        }

        var given = entry.At("api_key").Said();
        if (given is not null)
        {
            written.Add(("api_key", variables.Secret(given, name.ToUpperInvariant().Replace('-', '_').Replace('.', '_') + "_API_KEY", out var inClear)));
            if (inClear)
            {
                notes.Add(entry.At("api_key")!.Line, $"{entry.Path}.litellm_params.api_key", $"the key stands in clear in the file and was not copied: set {written[^1].Value[2..^1]} to it");
            }
        }
        else if (vendor.Variable is { } variable)
        {
            written.Add(("api_key", variables.Known(variable)));
        }

        return new LiteProvider(name) { Lines = [.. written, .. lines], Dialect = vendor.Dialect, Vendor = known?.Id };
    }

    private List<(string Key, string Value)> Lines(LiteEntry entry, LiteVendor vendor, string? baseUrl)
    {
        var lines = new List<(string, string)>();
        switch (vendor.Dialect)
        {
            case "azure-openai":
                Add("api_version", "api_version", "2024-10-21", null);
                break;
            case "bedrock":
                Add("region", "aws_region_name", "us-east-1", baseUrl is null ? "os.environ/AWS_REGION_NAME" : null);
                break;
            case "vertex":
                Add("project", "vertex_project", "given-project", "os.environ/VERTEXAI_PROJECT");
                Add("location", "vertex_location", "us-central1", "os.environ/VERTEXAI_LOCATION");
                break;
        }

        return lines;

        void Add(string key, string from, string placeholder, string? otherwise)
        {
            if ((entry.At(from).Said() ?? otherwise) is { } value && variables.Plain(value, placeholder) is { } text)
            {
                lines.Add((key, text));
            }
        }
    }

    /// <summary>The address without what may be secret in it.</summary>
    private string? Address(LiteEntry entry, string? written, out bool wrong)
    {
        wrong = false;
        if (written is null)
        {
            return null;
        }

        var plain = variables.Plain(written, AnyUrl);
        if (plain is null || plain.StartsWith("${", StringComparison.Ordinal))
        {
            wrong = plain is null;
            return plain;
        }

        if (!Uri.TryCreate(plain, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            wrong = true;
            return null;
        }

        if (url.UserInfo.Length + url.Query.Length > 0)
        {
            notes.Add(entry.Line, $"{entry.Path}.litellm_params.api_base", "what stands in the address besides host and path was not copied");
        }

        return url.GetLeftPart(UriPartial.Path).Replace(url.UserInfo.Length > 0 ? url.UserInfo + "@" : "\0", "", StringComparison.Ordinal).TrimEnd('/');
    }

    private (LiteProvider, string)? Without(LiteEntry entry, string message)
    {
        notes.Add(entry.Line, $"{entry.Path} ({entry.Name})", message);
        return null;
    }
}
