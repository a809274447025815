using Bascule.Engine.Guardrails.Output;
using static Bascule.Server.Configuration.Language.Shapes;

namespace Bascule.Server.Configuration.Language;

/// <summary>The keys of <c>guardrails</c>.</summary>
internal static class GuardrailLanguage
{
    public static readonly RecordShape Guardrail = new(
    [
        new("name", Text, "what decisions and refusals call it"),
        new("on", Choice("input", "output", "both"), "which words it reads") { Default = "input" },
        new("detect", new ListShape(Text, OrOne: true), "the detectors: built-in ones, and those of custom"),
        new("custom", new ListShape(new RecordShape(
        [
            new("name", Text, "what decisions call it"),
            new("regex", Text, "a regular expression, matched in time linear in the text"),
            new("words", new ListShape(Text, OrOne: true), "words and phrases, found whole and in any case"),
        ])), "detectors of your own") { Default = "[]" },
        new("action", Choice("classify", "mask", "block", "flag"), "what happens where something is found"),
        new("as", DataClass, "the class that classify raises to"),
        new("unreadable", DataClass, "the class of requests with parts that detectors cannot read: images, audio, files"),
        new("when", ConditionLanguage.When, "the requests it looks at; unset: all"),
        new("deployment", Text, "a deployment that is asked in the place of detectors"),
        new("required", Flag, "without its answer the request is refused") { Default = "false" },
        new("hosts", new ListShape(Text, OrOne: true), "hosts that addresses in an answer may lead to; *.example.com are all below it"),
        new("schema", JsonSchema, "a JSON schema, as JSON, that an answer must fit"),
        new("window", Whole(OutputRules.LeastWindow, OutputRules.MostWindow), "bytes of text that a streamed answer is held back") { Default = "512" },
        new("timeout", Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)), "how long a remote one may take") { Default = "5s" },
    ]);
}
