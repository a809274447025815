using System.Text.Json;
using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Bedrock;

/// <summary>What Bedrock's converse refuses about a request's body; members it does not know it does not see.</summary>
internal static class BedrockStrictness
{
    private static readonly string[] BlockKeys =
    [
        "text", "image", "document", "video", "audio", "toolUse", "toolResult", "guardContent", "cachePoint", "reasoningContent", "citationsContent", "searchResult",
    ];

    private static readonly Rule Block = Rule.Open(
        ("text", Rule.Text()), ("image", Rule.Open(("format!", Rule.Text("png", "jpeg", "gif", "webp")), ("source!", Rule.Map))), ("document", Rule.Open(("name!", Rule.Text()), ("source!", Rule.Map))),
        ("toolUse", Rule.Open(("toolUseId!", Rule.Text()), ("name!", Rule.Text()), ("input!", Rule.Any))),
        ("toolResult", Rule.Open(("toolUseId!", Rule.Text()), ("content!", Rule.List(Rule.Map)), ("status", Rule.Text("success", "error")))),
        ("reasoningContent", Rule.Open(("reasoningText", Rule.Open(("text!", Rule.Text()), ("signature", Rule.Text()))), ("redactedContent", Rule.Text()))),
        ("cachePoint", Rule.Open(("type!", Rule.Text("default")))));

    private static readonly Rule Tool = Rule.Open(("toolSpec", Rule.Open(("name!", Rule.Text()), ("description", Rule.Text()), ("inputSchema!", Rule.Open(("json", Rule.Map))), ("strict", Rule.Flag))));

    private static readonly Rule Body = Rule.Open(
        ("messages", Rule.List(Rule.Open(("role!", Rule.Text("user", "assistant")), ("content!", Rule.List(Block))))),
        ("system", Rule.List(Rule.Open(("text", Rule.Text())))),
        ("inferenceConfig", Rule.Open(("maxTokens", Rule.Whole(1)), ("temperature", Rule.Number(0, 1)), ("topP", Rule.Number(0, 1)), ("stopSequences", Rule.List(Rule.Text(), 0, 2500)))),
        ("toolConfig", Rule.Open(("tools!", Rule.List(Tool, 1)), ("toolChoice", Rule.Open(("auto", Rule.Map), ("any", Rule.Map), ("tool", Rule.Open(("name!", Rule.Text()))))))),
        ("outputConfig", Rule.Map), ("additionalModelRequestFields", Rule.Any), ("additionalModelResponseFieldPaths", Rule.List(Rule.Text())), ("requestMetadata", Rule.Map), ("guardrailConfig", Rule.Map));

    public static Refusal? Refuse(JsonElement body, bool foreignSignatures)
    {
        if (Body.Check(body, "") is { } finding)
        {
            return Words(finding);
        }

        var messages = body.Member("messages").Items().ToArray();
        return Blocks(messages, foreignSignatures) ?? Turns(messages) ?? Pairs(messages) ?? Tools(body, messages);
    }

    private static Refusal Words(Finding finding)
    {
        var path = finding.Path.Replace("[", ".", StringComparison.Ordinal).Replace("]", ".member", StringComparison.Ordinal);
        return BedrockErrors.Invalid(finding.Flaw switch
        {
            Flaw.Missing => $"1 validation error detected: Value null at '{path}' failed to satisfy constraint: Member must not be null",
            Flaw.WrongValue => $"1 validation error detected: Value '{finding.Got}' at '{path}' failed to satisfy constraint: Member must satisfy enum value set: [{finding.Wanted.Replace("'", "", StringComparison.Ordinal)}]",
            Flaw.BelowMinimum => $"1 validation error detected: Value '{finding.Got}' at '{path}' failed to satisfy constraint: Member must have value greater than or equal to {finding.Wanted}",
            Flaw.AboveMaximum => $"1 validation error detected: Value '{finding.Got}' at '{path}' failed to satisfy constraint: Member must have value less than or equal to {finding.Wanted}",
            Flaw.TooShort => $"1 validation error detected: Value '[]' at '{path}' failed to satisfy constraint: Member must have length greater than or equal to {finding.Wanted}",
            Flaw.TooLong => $"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must have length less than or equal to {finding.Wanted}",
            _ => $"Unexpected field type at '{path}': {finding.Wanted} is expected, but {finding.Got} was found",
        });
    }

    private static Refusal? Blocks(JsonElement[] messages, bool foreignSignatures)
    {
        for (var at = 0; at < messages.Length; at++)
        {
            var index = 0;
            foreach (var block in messages[at].Member("content").Items())
            {
                var path = $"messages.{at}.content.{index++}";
                if (BlockKeys.Count(key => block.Member(key) is not null) != 1)
                {
                    return BedrockErrors.Invalid($"The format of the ContentBlock object at {path} is invalid: it must set exactly one of the following keys: {string.Join(", ", BlockKeys)}.");
                }

                if (block.Text("text") is { } text && string.IsNullOrWhiteSpace(text))
                {
                    return BedrockErrors.Invalid($"The text field in the ContentBlock object at {path} is blank. Add text to the text field, and try again.");
                }

                if (block.Member("toolUse")?.Member("input") is { ValueKind: not JsonValueKind.Object })
                {
                    return BedrockErrors.Invalid($"The format of the value at {path}.toolUse.input is invalid. Provide a json object for the field and try again.");
                }

                if (block.Member("reasoningContent")?.Member("reasoningText") is { } thought && thought.Text("signature") is { } signature && !foreignSignatures && !Signatures.Accepts(thought.Text("text")!, signature))
                {
                    return BedrockErrors.Invalid($"The model returned the following errors: {path}: Invalid `signature` in `thinking` block");
                }
            }
        }

        return null;
    }

    private static Refusal? Turns(JsonElement[] messages)
    {
        if (messages.Length == 0 || messages[0].Text("role") != "user")
        {
            return BedrockErrors.Invalid("A conversation must start with a user message. Try again with a conversation that starts with a user message.");
        }

        if (messages.Zip(messages.Skip(1)).Any(pair => pair.First.Text("role") == pair.Second.Text("role")))
        {
            return BedrockErrors.Invalid("A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.");
        }

        var empty = Array.FindIndex(messages, message => !message.Member("content").Items().Any());
        return empty < 0 ? null : BedrockErrors.Invalid($"The content field in the Message object at messages.{empty} is empty. Add a ContentBlock object to the content field and try again.");
    }

    private static Refusal? Pairs(JsonElement[] messages)
    {
        string[] open = [];
        for (var at = 0; at < messages.Length; at++)
        {
            var results = Ids(messages[at], "toolResult");
            if (results.Length > open.Length)
            {
                return BedrockErrors.Invalid($"The number of toolResult blocks at messages.{at}.content exceeds the number of toolUse blocks of previous turn.");
            }

            if (open.Except(results).ToArray() is { Length: > 0 } missing)
            {
                return BedrockErrors.Invalid($"Expected toolResult blocks at messages.{at}.content for the following Ids: {string.Join(", ", missing)}");
            }

            open = Ids(messages[at], "toolUse");
        }

        return null;
    }

    private static string[] Ids(JsonElement message, string kind) =>
        [.. message.Member("content").Items().Select(block => block.Member(kind)).OfType<JsonElement>().Where(one => one.Text("type")?.StartsWith("server", StringComparison.Ordinal) != true).Select(one => one.Text("toolUseId")!)];

    private static Refusal? Tools(JsonElement body, JsonElement[] messages)
    {
        var config = body.Member("toolConfig");
        if (config is null)
        {
            return messages.Any(message => Ids(message, "toolUse").Length > 0)
                ? BedrockErrors.Invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.") : null;
        }

        var names = config.Value.Member("tools").Items().Select(tool => tool.Member("toolSpec")?.Text("name")).OfType<string>().ToArray();
        if (names.FirstOrDefault(name => name.Length is 0 or > 64 || !name.All(one => char.IsAsciiLetterOrDigit(one) || one is '_' or '-')) is { } wrong)
        {
            return BedrockErrors.Invalid($"1 validation error detected: Value '{wrong}' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+");
        }

        return names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice ? BedrockErrors.Invalid($"The tool {twice.Key} is defined more than once.")
            : config.Value.Member("toolChoice")?.Member("tool")?.Text("name") is { } named && !names.Contains(named) ? BedrockErrors.Invalid($"The tool {named} that toolChoice names is not in toolConfig.tools.") : null;
    }
}
