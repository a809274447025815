using Spectre.Console;

namespace Bascule.Cli.Terminal;

/// <summary>Tables as text. Into a pipe they are as wide as they must be, so that nothing is wrapped that a script reads.</summary>
internal static class Tables
{
    private const int PipeWidth = 400;

    public static Table New(params IEnumerable<(string Title, bool IsNumber)> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (title, isNumber) in columns)
        {
            var column = new TableColumn(new Text(Plain.Text(title))).NoWrap();
            table.AddColumn(isNumber ? column.RightAligned() : column);
        }

        return table;
    }

    public static void Add(Table table, params IEnumerable<string?> cells) => table.AddRow(cells.Select(cell => new Text(Plain.Text(cell))));

    public static void Show(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipeWidth;
        }

        AnsiConsole.Write(table);
    }
}
