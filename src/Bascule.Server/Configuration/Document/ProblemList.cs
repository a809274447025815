namespace Bascule.Server.Configuration.Document;

/// <summary>Collects every problem of one file, so that none stops the others.</summary>
internal sealed class ProblemList(string file)
{
    // A file that is wrong everywhere is not read to its end by anyone; past this the first ones suffice.
    private const int Bound = 500;

    private readonly List<ConfigProblem> _problems = [];

    public string File => file;

    public bool HasErrors { get; private set; }

    public IReadOnlyList<ConfigProblem> InOrder => [.. _problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    public void Error(ConfigNode at, string path, string message, string mend, string value = "") =>
        Add(ConfigSeverity.Error, at.Line, at.Column, path, value, message, mend);

    public void Warning(ConfigNode at, string path, string message, string mend, string value = "") =>
        Add(ConfigSeverity.Warning, at.Line, at.Column, path, value, message, mend);

    public void Add(ConfigSeverity severity, int line, int column, string path, string value, string message, string mend)
    {
        HasErrors |= severity == ConfigSeverity.Error;
        var problem = new ConfigProblem(severity, file, line, column, path, value, message, mend);
        if (_problems.Count < Bound && !_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }
}
