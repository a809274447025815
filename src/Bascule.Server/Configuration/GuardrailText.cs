using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Output;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration;

/// <summary>Writes a guardrail as the language reads it.</summary>
internal static class GuardrailText
{
    public static void Write(YamlText yaml, GuardrailOptions guardrail)
    {
        yaml.Text("name", guardrail.Name);
        yaml.Text("on", guardrail.On.ToWord());
        if (guardrail.Deployment is { } deployment)
        {
            yaml.Text("deployment", deployment);
            yaml.Plain("required", guardrail.Required ? "true" : "false");
            yaml.Plain("timeout", Scalars.Duration(guardrail.Timeout));
        }
        else
        {
            yaml.List("detect", guardrail.Detect);
            yaml.OpenList("custom", [.. guardrail.Custom.Select(own => (Action)(() => Custom(yaml, own)))]);
        }

        if (guardrail.ReadsOutput)
        {
            yaml.List("hosts", guardrail.Hosts);
            yaml.Text("schema", guardrail.Schema);
            yaml.Plain("window", (guardrail.Window ?? OutputRules.DefaultWindow).ToString(CultureInfo.InvariantCulture));
        }

        yaml.Text("action", guardrail.Action.ToWord());
        yaml.Text("as", guardrail.As?.ToWord());
        yaml.Text("unreadable", guardrail.Unreadable?.ToWord());
        if (guardrail.When is { } when)
        {
            ConditionText.Write(yaml, "when", when);
        }
    }

    private static void Custom(YamlText yaml, CustomOptions own)
    {
        yaml.Text("name", own.Name);
        yaml.Text("regex", own.Regex);
        if (own.Words.Count > 0)
        {
            yaml.List("words", own.Words);
        }
    }
}
