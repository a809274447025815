using Bascule.Engine.Access;
using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;
using Bascule.Engine.Routing;
using Bascule.Server.Configuration.Compiling;
using Bascule.Server.Configuration.Language;
using Bascule.Storage;

namespace Bascule.Server.Configuration.Auto;

/// <summary>The config of a start without a file: what the environment and this machine offer, and always the sandbox.</summary>
public static class AutoConfig
{
    private const string File = "environment";

    /// <summary>The sandbox's deployments in the order <c>assistant</c> asks them when nothing real was found.</summary>
    private static readonly string[] SandboxModels = ["sandbox-open", "sandbox-frontier"];

    /// <param name="surroundings">The environment, the vendors in order, and <c>--listen</c>.</param>
    /// <param name="engines">What <see cref="EngineProbe"/> found.</param>
    /// <param name="sandbox">The sandbox's base URL in OpenAI's shape, e.g. <c>http://127.0.0.1:4101/v1</c>.</param>
    /// <param name="folder">The current folder, below which <c>data</c> stands.</param>
    public static ConfigResult Build(ConfigSurroundings surroundings, IReadOnlyList<FoundEngine> engines, Uri sandbox, string folder)
    {
        var problems = new List<ConfigProblem>();
        var (providers, candidates) = (new List<ProviderOptions>(), new List<DeploymentOptions>());
        AddVendors(surroundings, providers, candidates, problems);
        AddEngines(surroundings, engines, providers, candidates, problems);
        var real = candidates.Count;
        AddSandbox(sandbox, providers, candidates);
        var secret = surroundings.Environment("BASCULE_API_KEY");
        var dataDir = surroundings.Environment("BASCULE_DATA_DIR") is { Length: > 0 } given ? Path.GetFullPath(given, folder) : Path.Combine(Path.GetFullPath(folder), "data");
        var storage = new StorageOptions(new DatabaseAddress(Path.Combine(dataDir, "bascule.db")));
        var listen = Listen(surroundings, string.IsNullOrEmpty(secret) && surroundings.StoredKeys(storage.Database) is { Count: 0 }, problems);
        if (problems.Any(problem => problem.Severity == ConfigSeverity.Error))
        {
            return new ConfigResult(null, problems, []);
        }

        return new ConfigResult(
            new BasculeConfig
            {
                Server = new ServerOptions { Listen = [listen], DataDir = dataDir, AdminKey = surroundings.Environment("BASCULE_ADMIN_KEY") is { Length: > 0 } admin ? admin : null },
                Storage = storage,
                Providers = new([.. providers]),
                Deployments = new([.. candidates]),
                Routes = [new RouteOptions { Name = "assistant", Candidates = new([.. candidates.Take(real > 0 ? real : candidates.Count).Select(found => found.Name)]) }],
                Keys = string.IsNullOrEmpty(secret) ? [] : [new() { Id = KeyOptions.OfFile("default"), Name = "default", Sha256 = KeyReader.Hash(secret), Routes = ["*"] }],
                Version = "auto",
                Warnings = new([.. problems]),
            },
            problems, []);
    }

    private static void AddVendors(ConfigSurroundings surroundings, List<ProviderOptions> providers, List<DeploymentOptions> candidates, List<ConfigProblem> problems)
    {
        var variables = new HashSet<string>(StringComparer.Ordinal);
        foreach (var vendor in surroundings.Vendors)
        {
            // Two vendors may share a variable (a region of the same house): the first one has it.
            if (surroundings.Credential(vendor) is not var (variable, key) || !variables.Add(variable))
            {
                continue;
            }

            if (Vendor.For(vendor.Dialect) is null)
            {
                Note(problems, $"{variable} is set, but the dialect {vendor.Dialect} of {vendor.Id} is not one that this version speaks", "write a config with its OpenAI-compatible address, or unset the variable");
                continue;
            }

            var region = CloudPlaces.Region(vendor.Dialect, null, surroundings.Environment);
            if ((vendor.BaseUrl ?? CloudPlaces.Address(vendor.Dialect, region)) is not { } address)
            {
                Note(
                    problems, $"{variable} is set, but the address of {vendor.Id} is your own",
                    vendor.Dialect == CloudPlaces.Bedrock ? "set AWS_REGION, or unset the variable" : $"write a config with base_url: {vendor.BaseUrlForm}");
                continue;
            }

            providers.Add(new ProviderOptions
            {
                Name = vendor.Id, Vendor = vendor.Id, Dialect = vendor.Dialect, BaseUrl = BaseUrls.Mend(address, vendor.Dialect, null), ApiKey = key, Jurisdiction = vendor.Jurisdiction,
                Speaks = new([.. vendor.Speaks]), Region = region,
            });
            Candidate(vendor.Id, vendor.DefaultModel, candidates, problems);
        }
    }

    private static void AddEngines(ConfigSurroundings surroundings, IReadOnlyList<FoundEngine> engines, List<ProviderOptions> providers, List<DeploymentOptions> candidates, List<ConfigProblem> problems)
    {
        foreach (var found in engines)
        {
            if (providers.Any(provider => provider.Name == found.Engine))
            {
                continue;
            }

            var engine = surroundings.Engine(found.Engine);
            var address = BaseUrls.Mend(found.Address, "openai-chat", engine);
            providers.Add(new ProviderOptions
            {
                Name = found.Engine, Engine = found.Engine, Dialect = "openai-chat", BaseUrl = address, Hosting = "self",
                Health = BaseUrls.Health(address, engine), Speaks = new([.. engine?.Speaks ?? []]),
            });
            Candidate(found.Engine, found.FirstModel, candidates, problems);
        }
    }

    private static void AddSandbox(Uri sandbox, List<ProviderOptions> providers, List<DeploymentOptions> candidates)
    {
        providers.Add(new ProviderOptions { Name = "sandbox", Vendor = "sandbox", Dialect = "openai-chat", BaseUrl = BaseUrls.Mend(sandbox, "openai-chat", null), ForwardHeaders = ["x-sandbox-fault", "x-sandbox-delay-ms"] });
        candidates.AddRange(SandboxModels.Select(model => new DeploymentOptions { Name = $"sandbox/{model}", Provider = "sandbox", Upstream = model }));
    }

    private static void Candidate(string provider, string? model, List<DeploymentOptions> candidates, List<ConfigProblem> problems)
    {
        if (model is null)
        {
            Note(problems, $"{provider} names no model to begin with, so the route assistant leaves it out", $"ask for {provider}/MODEL by name");
            return;
        }

        candidates.Add(new DeploymentOptions { Name = $"{provider}/{model}", Provider = provider, Upstream = model });
    }

    private static Uri Listen(ConfigSurroundings surroundings, bool isOpen, List<ConfigProblem> problems)
    {
        if (surroundings.Listen is not { } given)
        {
            return ServerOptions.DefaultListen;
        }

        if (!Scalars.TryUrl(given, out var url) || url.AbsolutePath != "/")
        {
            problems.Add(Error("--listen is not an http address", "write it as http://127.0.0.1:4100", Shown.Short(given)));
        }
        else if (url.Scheme == "https")
        {
            problems.Add(Error("an https listener needs a certificate", "write a config with server.tls, or listen on http", url.GetLeftPart(UriPartial.Authority)));
        }
        else if (!ListenHosts.IsAllowed(url))
        {
            problems.Add(Error(ListenHosts.Message, ListenHosts.Mend, url.GetLeftPart(UriPartial.Authority)));
        }
        else if (isOpen && !url.IsLoopback)
        {
            problems.Add(Error(
                "without keys only this machine may be served, and this address is open to others", "set BASCULE_API_KEY, or listen on 127.0.0.1 only",
                url.GetLeftPart(UriPartial.Authority)));
        }

        return url;
    }

    private static ConfigProblem Error(string message, string mend, string value) => new(ConfigSeverity.Error, File, 0, 0, "server.listen", value, message, mend);

    private static void Note(List<ConfigProblem> problems, string message, string mend) =>
        problems.Add(new ConfigProblem(ConfigSeverity.Warning, File, 0, 0, "", "", message, mend));
}
