namespace Bascule.Engine.Guardrails;

/// <summary>The words for sides and actions in configs and decisions.</summary>
public static class GuardrailWords
{
    public static string ToWord(this GuardrailSide side) => side switch
    {
        GuardrailSide.Input => "input",
        GuardrailSide.Output => "output",
        _ => "both",
    };

    public static string ToWord(this GuardrailAction action) => action switch
    {
        GuardrailAction.Classify => "classify",
        GuardrailAction.Mask => "mask",
        GuardrailAction.Block => "block",
        _ => "flag",
    };

    public static GuardrailSide SideOf(string? word) => word switch
    {
        "output" => GuardrailSide.Output,
        "both" => GuardrailSide.Both,
        _ => GuardrailSide.Input,
    };

    /// <summary>Null: it is none of the words.</summary>
    public static GuardrailAction? ActionOf(string? word) => word switch
    {
        "classify" => GuardrailAction.Classify,
        "mask" => GuardrailAction.Mask,
        "block" => GuardrailAction.Block,
        "flag" => GuardrailAction.Flag,
        _ => null,
    };
}
