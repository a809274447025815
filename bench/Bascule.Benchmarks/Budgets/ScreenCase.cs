using System.Text;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Benchmarks.Budgets;

/// <summary>The default guardrail over a request's words: the walk through the body and the detectors, as the journey runs them.</summary>
internal static class ScreenCase
{
    private const string Words = "Some words of a prompt that says little. ";

    private static readonly Screen Default = new([Guardrail.Make(
        new GuardrailOptions("personal data")
        {
            Detect = ["email", "phone", "iban", "card", "ssn", "secret"], Action = GuardrailAction.Classify, As = Engine.Conversation.DataClass.Confidential, Unreadable = Engine.Conversation.DataClass.Confidential,
        }, static _ => null)]);

    public static IEnumerable<Case> All() =>
    [
        Of("screen 1 KB", Chat(24)),
        Of("screen 32 KB", Chat(800)),
        Of("screen 32 KB of lines", Chat(800).Replace(". ", ".\\n", StringComparison.Ordinal)),
        Of("screen 32 KB of tools", Tools()),
    ];

    private static Case Of(string name, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var facts = new RequestFacts { Id = Guid.Empty };
        return new Case(name, () => Default.Look(facts, bytes));
    }

    private static string Chat(int sentences) =>
        $$"""{"model":"assistant","messages":[{"role":"system","content":"You answer."},{"role":"user","content":"{{string.Concat(Enumerable.Repeat(Words, sentences))}}"}],"max_tokens":500,"temperature":0.5}""";

    /// <summary>What an agent sends: many tools, arguments as JSON in a string, results.</summary>
    private static string Tools()
    {
        var tools = string.Join(',', Enumerable.Range(0, 40).Select(at =>
            $$$$"""{"type":"function","function":{"name":"tool_{{{{at}}}}","description":"{{{{Words}}}}{{{{Words}}}}","parameters":{"type":"object","properties":{"path":{"type":"string","description":"{{{{Words}}}}"},"mode":{"type":"string","enum":["read","write"],"default":"read"}},"required":["path"]}}}"""));
        var turns = string.Join(',', Enumerable.Range(0, 30).Select(at =>
            $$$$"""{"role":"assistant","content":null,"tool_calls":[{"id":"call_{{{{at}}}}","type":"function","function":{"name":"tool_1","arguments":"{\"path\":\"src/file_{{{{at}}}}.cs\",\"mode\":\"read\"}"}}]},{"role":"tool","tool_call_id":"call_{{{{at}}}}","content":"{{{{Words}}}}{{{{Words}}}}{{{{Words}}}}"}"""));
        return $$"""{"model":"assistant","tools":[{{tools}}],"messages":[{"role":"user","content":"Go on."},{{turns}}]}""";
    }
}
