using System.Globalization;
using System.Text.RegularExpressions;
using Bascule.Server.Configuration.Compiling;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Reads the rows of <c>LiteLLM_VerificationToken</c>: LiteLLM stores the SHA-256 of a key, so its clients keep theirs.</summary>
/// <param name="file">What notes and problems call the file.</param>
/// <param name="names">What a key may ask for.</param>
/// <param name="hasPatterns">Whether some models are only asked for as <c>PROVIDER/MODEL</c>.</param>
/// <param name="now">When keys have expired.</param>
internal sealed partial class LiteKeys(string file, AskableNames names, bool hasPatterns, DateTimeOffset now)
{
    // A config is written and read by people; past this keys belong into the database.
    private const int MaxKeys = 5_000;

    private static readonly string[] Told =
        ["aliases", "config", "permissions", "metadata", "budget_id", "model_max_budget", "allowed_routes", "organization_id", "object_permission_id", "router_settings", "budget_limits"];

    private readonly NoteList _notes = new(file);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hashes = new(StringComparer.Ordinal);

    public IReadOnlyList<ImportNote> Notes => _notes.InOrder;

    /// <summary>The keys, or null with the reason.</summary>
    public IReadOnlyList<LiteKey>? Read(string text, out string problem)
    {
        problem = "";
        var rows = CsvText.Read(text, out var trouble);
        if (trouble is var (line, message))
        {
            problem = $"{file}:{line}: this is not CSV: {message}.";
            return null;
        }

        var header = rows.Count > 0 ? rows[0].Fields.Select((name, at) => (Name: name.Trim().ToLowerInvariant(), At: at)).DistinctBy(column => column.Name).ToDictionary(column => column.Name, column => column.At) : [];
        if (!header.ContainsKey("token"))
        {
            problem = $"{file}:1: the first line names no column token: export LiteLLM_VerificationToken with its header.";
            return null;
        }

        if (rows.Count - 1 > MaxKeys)
        {
            problem = $"{file}: {rows.Count - 1} keys are more than a config holds (5,000): export a part.";
            return null;
        }

        var keys = new List<LiteKey>();
        foreach (var row in rows.Skip(1))
        {
            if (row.Fields.Count != rows[0].Fields.Count)
            {
                problem = $"{file}:{row.Line}: {row.Fields.Count} fields, and the header has {rows[0].Fields.Count}.";
                return null;
            }

            if (Key(row.Line, name => header.TryGetValue(name, out var at) && row.Fields[at].Trim() is { Length: > 0 } value && value is not ("\\N" or "NULL" or "null") ? value : null) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private LiteKey? Key(int line, Func<string, string?> at)
    {
        var token = at("token");
        var hash = token is null ? null : HashForm().IsMatch(token) ? token.ToLowerInvariant() : token.StartsWith("sk-", StringComparison.Ordinal) ? KeyReader.Hash(token) : null;
        if (hash is null)
        {
            _notes.Add(line, "token", "neither a SHA-256 nor a key: left out");
            return null;
        }

        var name = Free(at("key_alias") ?? $"litellm-{hash[..8]}");
        if (at("blocked")?.ToLowerInvariant() is "t" or "true" or "1")
        {
            _notes.Add(line, name, "the key is blocked: left out");
            return null;
        }

        var expires = Expiry(at("expires"), out var readable);
        if (!readable || expires <= now)
        {
            _notes.Add(line, name, readable ? "the key has expired: left out" : "its expiry can't be read: left out");
            return null;
        }

        if (!_hashes.Add(hash))
        {
            _notes.Add(line, name, "the same key stands above: left out");
            return null;
        }

        if (Told.Where(column => at(column) is { } value && value is not ("{}" or "[]" or "\"{}\"")).ToArray() is { Length: > 0 } columns)
        {
            _notes.Add(line, name, $"not carried over: {string.Join(", ", columns)}");
        }

        return new LiteKey(name, hash)
        {
            Team = at("team_id"),
            Routes = Routes(line, name, at("models")),
            Budget = Budget(line, name, at),
            Requests = Limit(at("rpm_limit")),
            Tokens = Limit(at("tpm_limit")),
            Concurrency = Limit(at("max_parallel_requests")),
            Expires = expires?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };

        int? Limit(string? written)
        {
            if (written is null)
            {
                return null;
            }

            // LiteLLM refuses every request over a limit of nought; ours begin with one.
            var number = decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var found) ? found : -1;
            if (number is < 1 or > int.MaxValue || number != decimal.Truncate(number))
            {
                _notes.Add(line, name, "a limit is no number from 1: left out");
                return null;
            }

            return (int)number;
        }
    }

    /// <summary>What LiteLLM's list of models allows; what can't be told is refused, not opened.</summary>
    private IReadOnlyList<string>? Routes(int line, string name, string? written)
    {
        var models = Array(written);
        if (models.Count == 0 || models.Contains("all-proxy-models"))
        {
            return hasPatterns ? ["*"] : null;
        }

        if (models.Contains("all-team-models"))
        {
            _notes.Add(line, name, "it may use its team's models, which the export does not hold: it may use none until you write routes");
            return [];
        }

        var known = models.Where(model => model != "no-default-models" && names.Exists(model)).Distinct().ToArray();
        var unknown = models.Where(model => model != "no-default-models" && !names.Exists(model)).ToArray();
        if (unknown.Length > 0)
        {
            _notes.Add(line, name, $"models that are not in the config are left out of its routes: {string.Join(", ", unknown)}");
        }

        return known;
    }

    private (decimal, string)? Budget(int line, string name, Func<string, string?> at)
    {
        if (at("max_budget") is not { } written)
        {
            return null;
        }

        var per = LiteSettings.Period(at("budget_duration"));
        if (per is null || !decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var usd) || usd is < 0.01m or > 1_000_000_000)
        {
            _notes.Add(line, name, $"its budget ({written} USD, {at("budget_duration") ?? "for good"}) is for no hour, day or month: left out, so nothing bounds its spend until you write one");
            return null;
        }

        return (usd, per);
    }

    /// <summary>Postgres writes arrays as <c>{a,"b c"}</c>, tools also as JSON.</summary>
    private static IReadOnlyList<string> Array(string? written)
    {
        if (written is not [('{' or '['), .., ('}' or ']')])
        {
            return written is null ? [] : [written];
        }

        return [.. Items().Matches(written[1..^1]).Select(item => Escaped().Replace(item.Value.Trim().Trim('"'), "$1")).Where(item => item.Length > 0)];
    }

    private static DateTimeOffset? Expiry(string? written, out bool readable)
    {
        readable = written is null;
        if (written is not null && DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expires))
        {
            readable = true;
            return expires;
        }

        return null;
    }

    private string Free(string written)
    {
        var name = NoteList.Plain(written).Replace("${", "$ {", StringComparison.Ordinal);
        name = name.StartsWith("sk-", StringComparison.Ordinal) ? "litellm-key" : name;
        var free = name;
        for (var i = 2; !_taken.Add(free); i++)
        {
            free = $"{name}-{i}";
        }

        return free;
    }

    [GeneratedRegex("^[0-9A-Fa-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex HashForm();

    [GeneratedRegex("""\s*"(?:[^"\\]|\\.)*"|[^,]+""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Items();

    [GeneratedRegex(@"\\(.)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escaped();
}
