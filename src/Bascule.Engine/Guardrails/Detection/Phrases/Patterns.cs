using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>What attempts to turn a model round look like. Heuristics: they find what is said plainly, and neither all of it nor only it.</summary>
internal static class Patterns
{
    /// <summary>What the patterns near each other must weigh together.</summary>
    public const int Threshold = 100;

    public static Pattern[] Rows { get; } =
    [
        new(Kinds.Injection, 100, 4, [Concepts.Ignore, Concepts.Prior, Concepts.Rules]),
        new(Kinds.Injection, 100, 3, [Concepts.Ignore, Concepts.Rules, Concepts.Prior]),
        new(Kinds.Injection, 80, 2, [Concepts.Ignore, Concepts.Your, Concepts.Rules]),
        new(Kinds.Injection, 100, 3, [Concepts.Reveal, Concepts.System, Concepts.Prompt]),
        new(Kinds.Injection, 100, 3, [Concepts.Reveal, Concepts.Prompt, Concepts.System]),
        new(Kinds.Injection, 60, 2, [Concepts.Reveal, Concepts.Your, Concepts.Prompt], 1),
        new(Kinds.Injection, 100, 2, [Concepts.Reveal, Concepts.Anything, Concepts.Prior], 5),
        new(Kinds.Injection, 80, 3, [Concepts.Bypass, Concepts.Your, Concepts.Safety]),
        new(Kinds.Injection, 80, 3, [Concepts.Bypass, Concepts.Your, Concepts.Rules]),
        new(Kinds.Injection, 60, 3, [Concepts.Not, Concepts.Tell, Concepts.User]),
        new(Kinds.Injection, 60, 3, [Concepts.Tell, Concepts.User, Concepts.Not]),
        new(Kinds.Injection, 100, 4, [Concepts.Void, Concepts.Rules, Concepts.Not]),
        new(Kinds.Injection, 80, 3, [Concepts.Prior, Concepts.Rules, Concepts.Void]),
        new(Kinds.Injection, 80, 3, [Concepts.Rules, Concepts.Prior, Concepts.Void]),
        new(Kinds.Injection, 100, 3, [Concepts.Rules, Concepts.Not, Concepts.Void]),
        new(Kinds.Injection, 80, 3, [Concepts.Ignore, Concepts.Anything, Concepts.Prior]),
        new(Kinds.Injection, 100, 3, [Concepts.Reveal, Concepts.SystemPrompt]),
        new(Kinds.Injection, 50, 1, [Concepts.Your, Concepts.Prompt, Concepts.System]),
        new(Kinds.Injection, 60, 2, [Concepts.Obey, Concepts.Only]),
        new(Kinds.Injection, 60, 2, [Concepts.Only, Concepts.Obey]),
        new(Kinds.Injection, 60, 4, [Concepts.Note, Concepts.Assistant, Concepts.Read]),
        new(Kinds.Injection, 50, 3, [Concepts.Send, Concepts.Data]),
        new(Kinds.Injection, 50, 3, [Concepts.Reveal, Concepts.Prior, Concepts.Verbatim]),
        new(Kinds.Injection, 50, 3, [Concepts.Your, Concepts.System, Concepts.Prompt]),
        new(Kinds.Injection, 40, 1, [Concepts.New, Concepts.Rules]),
        new(Kinds.Injection, 40, 3, [Concepts.You, Concepts.Are, Concepts.Now]),
        new(Kinds.Injection, 50, 4, [Concepts.Assistant, Concepts.Must, Concepts.Send]),
        new(Kinds.Jailbreak, 100, 0, [Concepts.Do, Concepts.Anything, Concepts.Now], 0),
        new(Kinds.Jailbreak, 60, 1, [Concepts.Persona]),
        new(Kinds.Jailbreak, 60, 2, [Concepts.You, Concepts.Are, Concepts.Persona]),
        new(Kinds.Jailbreak, 80, 2, [Concepts.Special, Concepts.Mode, Concepts.Enabled]),
        new(Kinds.Jailbreak, 80, 2, [Concepts.Enabled, Concepts.Special, Concepts.Mode]),
        new(Kinds.Jailbreak, 80, 2, [Concepts.Enabled, Concepts.Mode, Concepts.Special]),
        new(Kinds.Jailbreak, 60, 2, [Concepts.Without, Concepts.Limits]),
        new(Kinds.Jailbreak, 40, 3, [Concepts.Pretend, Concepts.You, Concepts.Are]),
        new(Kinds.Jailbreak, 40, 4, [Concepts.Pretend, Concepts.Assistant]),
        new(Kinds.Jailbreak, 40, 3, [Concepts.You, Concepts.Are, Concepts.Now]),
        new(Kinds.Jailbreak, 50, 3, [Concepts.Enabled, Concepts.SpecialMode]),
        new(Kinds.Jailbreak, 50, 2, [Concepts.Enabled, Concepts.Mode, Concepts.Without]),
        new(Kinds.Jailbreak, 50, 3, [Concepts.Safety, Concepts.Bypass]),
        new(Kinds.Jailbreak, 40, 1, [Concepts.Are, Concepts.Special]),
        new(Kinds.Jailbreak, 60, 2, [Concepts.Not, Concepts.Bound]),
        new(Kinds.Jailbreak, 50, 2, [Concepts.Stay, Concepts.Character]),
        new(Kinds.Jailbreak, 40, 3, [Concepts.Pretend, Concepts.You]),
        new(Kinds.Jailbreak, 60, 0, [Concepts.Jailbreak]),
        new(Kinds.Jailbreak, 50, 0, [Concepts.Unbound]),
        new(Kinds.Jailbreak, 40, 3, [Concepts.Not, Concepts.Refuse]),
        new(Kinds.Jailbreak, 80, 3, [Concepts.Bypass, Concepts.Your, Concepts.Safety]),
    ];

    /// <summary>Marks of chat templates, which no text of a user has a reason to hold, and of roles.</summary>
    public static (byte[] Text, int Weight)[] Marks { get; } =
    [
        .. "<|im_start|> <|im_end|> <|system|> <|user|> <|assistant|> <|endoftext|> <|start_header_id|> <|eot_id|> <|begin_of_text|> [INST] [/INST] <<SYS>> <start_of_turn> <|channel|>"
            .Split(' ').Select(mark => (Encoding.ASCII.GetBytes(mark), Threshold)),
        .. "\nSystem:|\nSYSTEM:|\nsystem:|### System|### Instruction|[SYSTEM]|[system]|<system>|</system>|BEGIN SYSTEM PROMPT|\n\nHuman:|\n\nAssistant:"
            .Split('|').Select(mark => (Encoding.ASCII.GetBytes(mark), 50)),
    ];
}
