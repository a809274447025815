using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Providers;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>guardrails</c>: what they look for, and what happens then.</summary>
internal sealed class GuardrailReader(ProblemList problems, Names names, ConditionReader conditions)
{
    /// <summary>Each looks at every text of every request; nobody needs more.</summary>
    private const int Most = 32;

    public IReadOnlyList<GuardrailOptions> Read(ConfigNode root)
    {
        var guardrails = new List<GuardrailOptions>();
        var items = root.Set("guardrails") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { Kind: NodeKind.Map } item)
            {
                continue;
            }

            var path = $"guardrails[{i}]";
            if (i == Most)
            {
                problems.Error(item, path, $"more than {Most} guardrails", "put detectors that lead to the same action into one");
                break;
            }

            guardrails.Add(Guardrail(item, path, guardrails));
        }

        return guardrails;
    }

    private GuardrailOptions Guardrail(ConfigNode node, string path, List<GuardrailOptions> before)
    {
        var name = node.TextAt("name") ?? "";
        if (node.IsMissing("name"))
        {
            problems.Error(node, path, "name is missing", "write name: pii, which decisions and refusals will say");
        }
        else if (before.Any(guardrail => guardrail.Name == name))
        {
            problems.Error(node["name"]!, $"{path}.name", "another guardrail has this name", "rename one of the two", Shown.Value(node["name"]!));
        }

        if (node.IsMissing("action"))
        {
            problems.Error(node, path, "action is missing: nothing would come of what is found", "write action: classify, mask, block or flag");
        }

        var custom = Custom(node, path);
        var options = new GuardrailOptions(name)
        {
            On = GuardrailWords.SideOf(node.TextAt("on")),
            Action = GuardrailWords.ActionOf(node.TextAt("action")) ?? GuardrailAction.Flag,
            Detect = Detect(node, path, custom),
            Custom = custom,
            As = node.ClassAt("as"),
            Unreadable = node.ClassAt("unreadable"),
            When = node.Set("when") is { } when ? conditions.Read(when, $"{path}.when") : null,
            Deployment = node.TextAt("deployment"),
            Required = node.FlagAt("required") ?? false,
            Hosts = node.TextsAt("hosts") ?? [],
            Schema = node.TextAt("schema"),
            Window = node.CountAt("window"),
            Timeout = node.DurationAt("timeout") ?? GuardrailOptions.DefaultTimeout,
        };
        CheckRemote(node, path, options);    // names a deployment, by which a webhook is known
        CheckClasses(node, path, options);
        AnswerGuardChecks.Check(problems, node, path, options);
        return options;
    }

    /// <summary>What is asked for by name, and the guardrail's own.</summary>
    private ValueList<string> Detect(ConfigNode node, string path, ValueList<CustomOptions> custom)
    {
        var detect = new List<string>();
        string[] known = [.. DetectorSet.Names, .. custom.Select(own => own.Name)];
        foreach (var item in (node.ItemsAt("detect") ?? []).Where(item => item.Kind == NodeKind.Text))
        {
            if (!known.Contains(item.Text))
            {
                problems.Error(item, $"{path}.detect", "no detector has this name", Nearest.Mend(item.Text, known, $"known are {string.Join(", ", known)}"), Shown.Value(item));
            }
            else if (!detect.Contains(item.Text))
            {
                detect.Add(item.Text);
            }
        }

        return [.. detect, .. custom.Select(own => own.Name).Where(own => own.Length > 0 && !detect.Contains(own))];
    }

    private ValueList<CustomOptions> Custom(ConfigNode node, string path)
    {
        var custom = new List<CustomOptions>();
        var items = node.Set("custom") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is { Kind: NodeKind.Map } item && Own(item, $"{path}.custom[{i}]", custom) is { } read)
            {
                custom.Add(read);
            }
        }

        return [.. custom];
    }

    private CustomOptions? Own(ConfigNode node, string path, List<CustomOptions> before)
    {
        var (name, regex, words) = (node.TextAt("name") ?? "", node.TextAt("regex"), node.TextsAt("words"));
        if (node.IsMissing("name") || node.IsMissing("regex") == node.IsMissing("words"))
        {
            problems.Error(node, path, "a detector of your own is a name with either a pattern or words", "write { name: project, regex: \"PRJ-[0-9]{4}\" } or { name: codenames, words: [Bluebird] }");
            return null;
        }

        if (before.Any(own => own.Name == name))
        {
            problems.Error(node["name"]!, $"{path}.name", "another detector of this guardrail has this name", "rename one of the two", Shown.Value(node["name"]!));
            return null;
        }

        var read = new CustomOptions(name, regex, words ?? []);
        if (!(regex is not null ? CustomDetector.TryRegex(name, regex, out _, out var error) : CustomDetector.TryWords(name, read.Words, out _, out error)))
        {
            problems.Error(node, path, error, regex is not null ? "write a pattern without look-around and back-references" : "write words, each of at least one letter");
            return null;
        }

        return read;
    }

    private void CheckClasses(ConfigNode node, string path, GuardrailOptions options)
    {
        if (options is { Action: GuardrailAction.Classify, As: null } && node.IsMissing("as") && !IsWebhook(options))
        {
            problems.Error(node, path, "as is missing: classify must know the class to raise to", "write as: confidential");
        }

        if (options.As is not null && options.Action != GuardrailAction.Classify && !node.IsMissing("action"))
        {
            problems.Error(node["as"]!, $"{path}.as", "only action: classify raises the class", "write action: classify, or remove as", Shown.Value(node["as"]!));
        }
    }

    private void CheckRemote(ConfigNode node, string path, GuardrailOptions options)
    {
        if (options.Deployment is null)
        {
            if (options.Detect.Count == 0 && node.IsMissing("detect") && node.IsMissing("custom") && !AnswerGuardChecks.LooksElse(node))
            {
                problems.Error(node, path, "nothing says what to look for", "write detect: [email, card, secret], or deployment: PROVIDER/MODEL for a remote guardrail");
            }

            foreach (var key in new[] { "required", "timeout" }.Where(key => !node.IsMissing(key)))
            {
                problems.Error(node[key]!, $"{path}.{key}", "only a remote guardrail has this", "write deployment: PROVIDER/MODEL, or remove the key");
            }

            return;
        }

        if (options.Detect.Count > 0)
        {
            problems.Error(node, path, "a guardrail looks itself (detect) or asks a deployment, not both", "make two guardrails of it");
        }

        if (options.Unreadable is not null)
        {
            problems.Error(node["unreadable"]!, $"{path}.unreadable", "a remote guardrail is sent texts only", "write unreadable at a guardrail with detect");
        }

        var at = node["deployment"]!;
        if (names.Resolve(at, $"{path}.deployment", isGlob: false) && names.ProviderOf(at.Text) is { } provider && !CanBeAsked(provider, at.Text))
        {
            problems.Error(at, $"{path}.deployment", $"the provider {provider.Name} (dialect {provider.Dialect}) has no moderation endpoint", "ask a provider of dialect openai-chat, or one of dialect webhook", Shown.Value(at));
        }
    }

    private static bool CanBeAsked(ProviderOptions provider, string name) =>
        provider.Dialect == Vendor.Webhook || Vendor.For(provider.Dialect)?.ErrandAddress(provider, new ErrandAsk(ErrandKind.Moderations, "openai-chat", "/moderations", name, "")) is not null;

    private bool IsWebhook(GuardrailOptions options) => options.Deployment is { } name && names.ProviderOf(name)?.Dialect == Vendor.Webhook;
}
