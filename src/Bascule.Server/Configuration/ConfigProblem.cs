namespace Bascule.Server.Configuration;

/// <summary>How much a problem weighs: an error keeps the config from serving, a warning only under <c>--strict</c>.</summary>
public enum ConfigSeverity
{
    Error,
    Warning,
}

/// <summary>One thing wrong with a config, in the operator's words, with its place and how to mend it.</summary>
/// <param name="Severity">Error or warning.</param>
/// <param name="File">The config file, or <c>environment</c> where there is none.</param>
/// <param name="Line">The line, from 1; 0 where there is no file.</param>
/// <param name="Column">The column, from 1; 0 where there is no file.</param>
/// <param name="Path">Where in the config, as <c>routes.assistant.candidates[1]</c>.</param>
/// <param name="Value">The value as written, never a secret; empty where there is nothing to show.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Mend">What to write instead.</param>
public sealed record ConfigProblem(ConfigSeverity Severity, string File, int Line, int Column, string Path, string Value, string Message, string Mend)
{
    /// <summary>The problem on one line, as <c>check</c> and <c>serve</c> print it.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        var where = Path.Length > 0 ? $" {Path}:" : "";
        var value = Value.Length > 0 ? $" ({Value})" : "";
        var mend = Mend.Length > 0 ? $" Mend: {Mend}" : "";
        return $"{place}: {(Severity == ConfigSeverity.Error ? "error" : "warning")}:{where} {Message}{value}.{mend}";
    }
}
