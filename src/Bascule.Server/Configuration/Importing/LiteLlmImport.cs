using System.Text;
using Bascule.Server.Configuration.Compiling;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Makes a config of LiteLLM's proxy config and, if given, of an export of its keys; what it makes passes <c>check</c>.</summary>
public static class LiteLlmImport
{
    // As for a config of ours; exports of keys are longer by the row.
    private const int MaxConfigBytes = 4 * 1024 * 1024;
    private const int MaxKeysBytes = 64 * 1024 * 1024;

    private static readonly string[] Known = ["model_list", "litellm_settings", "router_settings", "general_settings"];

    /// <summary>Reads the files; bad input is among the problems, never thrown.</summary>
    /// <param name="file">LiteLLM's config.</param>
    /// <param name="keysFile">The table of its keys as CSV, or null.</param>
    /// <param name="surroundings">The catalog and the time; the environment is not read.</param>
    public static ImportResult Read(string file, string? keysFile, ConfigSurroundings surroundings)
    {
        if (Text(file, MaxConfigBytes, out var problem) is not { } text)
        {
            return ImportResult.Refused(problem);
        }

        var keys = "";
        if (keysFile is not null)
        {
            if (Text(keysFile, MaxKeysBytes, out problem) is not { } read)
            {
                return ImportResult.Refused(problem);
            }

            keys = read;
        }

        return Read(text, Path.GetFileName(file), keysFile is null ? null : keys, Path.GetFileName(keysFile) ?? "", surroundings);
    }

    internal static ImportResult Read(string text, string file, string? keysText, string keysFile, ConfigSurroundings surroundings)
    {
        var problems = new ProblemList(file);
        var root = new DocumentReader(problems, null).Read(text);
        if (root is null || problems.HasErrors)
        {
            return ImportResult.Refused([.. problems.InOrder.Select(found => found.ToString())]);
        }

        if (root.Kind != NodeKind.Map || !Known.Any(name => root.At(name) is not null))
        {
            return ImportResult.Refused($"{file}: no config of LiteLLM's proxy: it has neither of {string.Join(", ", Known)}.");
        }

        var notes = new NoteList(file);
        var variables = new Variables(root);
        var whole = new LiteSettings(variables, notes).Whole(root);
        var providers = new LiteProviders(variables, notes, surroundings);
        var routes = new LiteRoutes(providers, notes, surroundings);
        Entries(root, routes, notes);

        var sections = new[] { "router_settings", "litellm_settings" };
        var names = new LiteNames(routes, sections.SelectMany(section => root.At(section).At("model_group_alias").Flat()).Select(member => member.Name), notes, surroundings);
        var deployments = names.Settle(weighted: whole.Strategy is null);
        var fallbacks = new LiteFallbacks(routes, providers, notes);
        foreach (var section in sections)
        {
            fallbacks.Prepare(root.At(section));
        }

        foreach (var section in sections)
        {
            fallbacks.Read(root.At(section), section);
        }

        foreach (var section in sections)
        {
            fallbacks.Aliases(root.At(section), section);
        }

        foreach (var route in routes.All.Where(route => route is { Own.Count: > 1, Further.Count: > 0 }))
        {
            notes.Add(route.Line, route.Name, "it has fallbacks, so its own deployments are asked in order and share no load but by their limits");
        }

        (LiteRoute Route, IReadOnlyList<string> Candidates)[] written = [.. routes.All.Where(route => route.Own.Count + route.Further.Count > 0).Select(route => (route, names.Candidates(route)))];
        IReadOnlyList<LiteKey> keys = [];
        IReadOnlyList<ImportNote> all = notes.InOrder;
        if (keysText is not null)
        {
            var askable = new AskableNames([.. written.Select(route => route.Route.Name)], [], [.. providers.All.Select(provider => provider.Name)]);
            var reader = new LiteKeys(keysFile, askable, routes.Direct.Count > 0, surroundings.Time.GetUtcNow());
            if (reader.Read(keysText, out var problem) is not { } found)
            {
                return ImportResult.Refused(problem);
            }

            whole.WantsKeys = true;
            (keys, all) = (found, [.. all, .. reader.Notes]);
        }

        return Checked(new ImportText(NoteList.Plain(file), whole).Write(providers.All, deployments, written, keys, all), all, variables, surroundings);
    }

    private static void Entries(ConfigNode root, LiteRoutes routes, NoteList notes)
    {
        var credentials = root.At("credential_list").Items().Where(item => item.At("credential_name").Said() is not null)
            .DistinctBy(item => item.At("credential_name").Said()).ToDictionary(item => item.At("credential_name").Said()!, item => item.At("credential_values"), StringComparer.Ordinal);
        var items = root.At("model_list").Items();
        for (var i = 0; i < items.Count; i++)
        {
            var path = $"model_list[{i}]";
            if (items[i].At("model_name").Said() is not { } name || items[i].At("litellm_params") is not { Kind: NodeKind.Map } parameters)
            {
                notes.Add(items[i].Line, path, "no model_name or no litellm_params: left out");
                continue;
            }

            var credential = parameters.At("litellm_credential_name").Said() is { } named ? credentials.GetValueOrDefault(named) : null;
            routes.Add(new LiteEntry(items[i], path, name, parameters, credential));
        }
    }

    /// <summary>Nothing is handed out that <c>check</c> would refuse; the variables count as set.</summary>
    private static ImportResult Checked(string yaml, IReadOnlyList<ImportNote> notes, Variables variables, ConfigSurroundings surroundings)
    {
        var given = surroundings with { Environment = variables.Placeholder, StoredKeys = static _ => [], Listen = null };
        var result = ConfigFile.Read(yaml, CheckedName, Path.GetTempPath(), given);
        return result.Config is null
            ? ImportResult.Refused([.. result.Problems.Where(found => found.Severity == ConfigSeverity.Error).Select(found => $"what was made of it does not pass check: {found.Path}: {found.Message}. {found.Mend}")])
            : new ImportResult { Yaml = yaml, Notes = notes, Variables = variables.Names, Warnings = [.. result.Problems.Select(found => $"{found.Path}: {found.Message}. Mend: {found.Mend}")] };
    }

    private const string CheckedName = "bascule.yaml";

    private static string? Text(string path, int most, out string problem)
    {
        problem = "";
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > most)
            {
                problem = $"{path}: larger than {most / (1024 * 1024)} MiB.";
            }
            else if (Directory.Exists(path))
            {
                problem = $"{path}: this is a folder.";
            }
            else if (info is { Exists: true, Length: 0 })
            {
                problem = $"{path}: the file is empty.";
            }
            else
            {
                return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
            }
        }
        catch (Exception trouble) when (trouble is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = $"{path}: there is no such file.";
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or System.Security.SecurityException or ArgumentException and not DecoderFallbackException)
        {
            problem = $"{path}: it can't be read.";
        }
        catch (DecoderFallbackException)
        {
            problem = $"{path}: this is not UTF-8 text.";
        }

        return null;
    }
}
