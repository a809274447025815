using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Server.Configuration;
using Bascule.Server.Configuration.Compiling;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Keys;

/// <summary>Reads what a key may do from JSON in the config's own words, by the code that reads the config.</summary>
internal static partial class KeyForm
{
    /// <summary>Problems told at once; whoever has more mends these first.</summary>
    private const int MaxTold = 10;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>A JSON object, or why it is none.</summary>
    public static Read<JsonObject> Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? JsonObject.Create(document.RootElement.Clone())!
                : Wrong("The body is not a JSON object.", "Write it as {\"name\": \"web\"}.");
        }
        catch (JsonException)
        {
            return Wrong("The body is not JSON, or names a member twice.", "Write it as {\"name\": \"web\"}.");
        }
    }

    /// <summary>What a new or changed key may do.</summary>
    /// <param name="config">What it may ask for is held against it; null: that is not looked at.</param>
    public static Read<KeyOptions> Read(JsonObject form, BasculeConfig? config)
    {
        var problems = new ProblemList("");
        var options = Read(form, problems, config is null ? null : AskableNames.Of(config));
        if (Trouble(problems) is { } trouble)
        {
            return trouble;
        }

        return KeyName().IsMatch(options.Name) && !KeyId().IsMatch(options.Name)
            ? options
            : Wrong("'name' is no name for a key.", "Write 1 to 100 letters, digits, dots, dashes, underscores or @, the first a letter or digit, as web-shop; not the form of an id.") with { Param = "name" };
    }

    /// <summary>The same of a key that is kept. What it may ask for is not held against the config: a route that is gone is not asked for.</summary>
    public static Read<KeyOptions> Restore(string kept)
    {
        try
        {
            if (JsonNode.Parse(kept) is JsonObject form)
            {
                var problems = new ProblemList("");
                var options = Read(form, problems, null);
                return Trouble(problems) is { } trouble ? trouble : options;
            }
        }
        catch (JsonException)
        {
            // As of what is no object.
        }

        return Wrong("What is kept of the key is no JSON object.", "Write it anew.");
    }

    /// <summary>How long the old secret stays good; unset: a day.</summary>
    public static (TimeSpan Overlap, Failure? Trouble) Overlap(JsonObject form)
    {
        var problems = new ProblemList("");
        var node = Node(form);
        new LanguageCheck(problems).Check(node, BasculeLanguage.Rotation, "");
        return (node.DurationAt("overlap") ?? TimeSpan.FromDays(1), Trouble(problems));
    }

    /// <summary>A change laid over what there is: a member that is null falls away, objects are laid over each other, all else replaces (RFC 7396).</summary>
    public static void Lay(JsonObject change, JsonObject over)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && over[name] is JsonObject below)
            {
                Lay(inner, below);
            }
            else
            {
                over[name] = value?.DeepClone();
            }
        }
    }

    private static KeyOptions Read(JsonObject form, ProblemList problems, AskableNames? names)
    {
        var node = Node(form);
        foreach (var secret in new[] { "key", "key_sha256" }.Where(name => node[name] is not null))
        {
            problems.Add(ConfigSeverity.Error, 0, 0, secret, "", "a secret is made here and not taken", "leave it out; a key with a secret of yours belongs into the config file");
        }

        if (node.IsMissing("name"))
        {
            problems.Add(ConfigSeverity.Error, 0, 0, "name", "", "it is missing", "write \"name\": \"web\", which the ledger and reports will call it");
        }

        var known = new ConfigNode { Kind = NodeKind.Map, Line = 0, Column = 0, Members = [.. node.Members.Where(member => member.Name is not ("key" or "key_sha256"))] };
        new LanguageCheck(problems).Check(known, BasculeLanguage.MadeKey, "");
        return new KeyReader(problems, names).Read(known, "");
    }

    private static ConfigNode Node(JsonObject form)
    {
        using var document = JsonDocument.Parse(form.ToJsonString());
        return JsonNodes.Of(document.RootElement.Clone());
    }

    private static Failure? Trouble(ProblemList problems)
    {
        if (!problems.HasErrors)
        {
            return null;
        }

        ConfigProblem[] told = [.. problems.InOrder.Where(problem => problem.Severity == ConfigSeverity.Error).Take(MaxTold)];
        return Wrong(
            string.Join(' ', told.Select(problem => $"'{problem.Path.TrimStart('.')}': {problem.Message}.")),
            string.Join(' ', told.Select(problem => $"{problem.Path.TrimStart('.')}: {problem.Mend}{(problem.Mend.EndsWith('?') ? "" : ".")}"))) with { Param = told[0].Path.TrimStart('.') };
    }

    private static Failure Wrong(string message, string mend) => new(Blame.Caller, FailureKind.Malformed, "invalid_key", message) { Mend = mend };

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyName();

    [GeneratedRegex("^key_[A-Za-z0-9]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyId();
}
