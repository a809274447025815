using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>OpenAI's words for what a body has wrong.</summary>
internal static class OpenAiWords
{
    public static Refusal? Of(Finding? finding) => finding is null ? null : Refused(finding);

    private static Refusal Refused(Finding finding)
    {
        var path = finding.Path;
        var kind = finding.Wanted.Contains('.', StringComparison.Ordinal) ? "decimal" : "integer";
        return finding.Flaw switch
        {
            Flaw.Missing => OpenAiStrictness.Missing(path),
            Flaw.Unknown => OpenAiStrictness.Refused($"Unknown parameter: '{path}'.", path, "unknown_parameter"),
            Flaw.WrongType => OpenAiStrictness.Refused($"Invalid type for '{path}': expected {finding.Wanted}, but got {finding.Got} instead.", path, "invalid_type"),
            Flaw.WrongValue => OpenAiStrictness.Refused($"Invalid value: '{finding.Got}'. Supported values are: {finding.Wanted}.", path, "invalid_value"),
            Flaw.BelowMinimum => OpenAiStrictness.Refused($"Invalid '{path}': {kind} below minimum value. Expected a value >= {finding.Wanted}, but got {finding.Got} instead.", path, $"{kind}_below_min_value"),
            Flaw.AboveMaximum => OpenAiStrictness.Refused($"Invalid '{path}': {kind} above maximum value. Expected a value <= {finding.Wanted}, but got {finding.Got} instead.", path, $"{kind}_above_max_value"),
            Flaw.TooShort => OpenAiStrictness.Refused($"Invalid '{path}': empty array. Expected an array with minimum length {finding.Wanted}, but got an empty array instead.", path, "empty_array"),
            _ => OpenAiStrictness.Refused($"Invalid '{path}': array too long. Expected an array with maximum length {finding.Wanted}, but got an array with length {finding.Got} instead.", path, "array_above_max_length"),
        };
    }
}
