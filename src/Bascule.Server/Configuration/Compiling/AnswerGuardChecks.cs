using Bascule.Engine.Guardrails;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>What of a guardrail has a meaning for answers only, or none for them.</summary>
internal static class AnswerGuardChecks
{
    private static readonly string[] Keys = ["hosts", "schema", "window"];

    /// <summary>Something besides detectors says what is looked for.</summary>
    public static bool LooksElse(ConfigNode node) => !node.IsMissing("hosts") || !node.IsMissing("schema");

    public static void Check(ProblemList problems, ConfigNode node, string path, GuardrailOptions options)
    {
        if (!options.ReadsOutput)
        {
            foreach (var key in Keys.Where(key => !node.IsMissing(key)))
            {
                problems.Error(node[key]!, $"{path}.{key}", "only a guardrail on answers has this", "write on: output, or remove the key");
            }

            return;
        }

        if (options is { Unreadable: not null, ReadsInput: false })
        {
            problems.Error(node["unreadable"]!, $"{path}.unreadable", "only a guardrail on what is asked has this: an answer has no class to raise", "write on: both, or remove the key", Shown.Value(node["unreadable"]!));
        }

        if (options.Action == GuardrailAction.Mask && (options.Schema ?? options.Deployment) is not null)
        {
            problems.Error(node["action"]!, $"{path}.action", "what judges an answer as a whole cannot say what of it to leave out", "write action: block or flag", Shown.Value(node["action"]!));
        }

        if (options is { Action: GuardrailAction.Classify, On: GuardrailSide.Output })
        {
            problems.Warning(node, $"{path}.action", "classify raises nothing for an answer: its request is already out", "write action: flag, or on: both");
        }

        for (var i = 0; i < options.Hosts.Count; i++)
        {
            var host = options.Hosts[i];
            if (Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Unknown)
            {
                problems.Error(node["hosts"]!, $"{path}.hosts[{i}]", "not a host", "write docs.example.com, or *.example.com for all below it, without scheme and port", Shown.Short(host));
            }
        }
    }
}
