using System.Text;

namespace Bascule.Server.Configuration.Importing;

/// <summary>One record of a CSV file and the line it begins on.</summary>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields);

/// <summary>Reads CSV as RFC 4180 has it: quoted fields may hold commas, quotes and line breaks.</summary>
internal static class CsvText
{
    /// <summary>The records, or the line where the file breaks off and why.</summary>
    public static IReadOnlyList<CsvRow> Read(string text, out (int Line, string Message)? problem)
    {
        var (rows, fields, field) = (new List<CsvRow>(), new List<string>(), new StringBuilder());
        var (line, begin, at) = (1, 1, 0);
        problem = null;
        while (at < text.Length)
        {
            if (text[at] == '"' && field.Length == 0)
            {
                var open = line;
                if (!Quoted(text, ref at, ref line, field))
                {
                    problem = (open, "a quote is opened here and not closed");
                    return rows;
                }

                if (at < text.Length && text[at] is not (',' or '\r' or '\n'))
                {
                    problem = (line, "something stands after a closing quote");
                    return rows;
                }

                if (at < text.Length)
                {
                    continue;
                }
            }
            else if (text[at] == ',')
            {
                End();
                at++;
            }
            else if (text[at] is '\r' or '\n')
            {
                at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                line++;
                Close();
            }
            else
            {
                field.Append(text[at++]);
            }
        }

        Close();
        return rows;

        void End()
        {
            fields.Add(field.ToString());
            field.Clear();
        }

        void Close()
        {
            End();
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                rows.Add(new CsvRow(begin, [.. fields]));
            }

            fields.Clear();
            begin = line;
        }
    }

    private static bool Quoted(string text, ref int at, ref int line, StringBuilder field)
    {
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                line += text[at] == '\n' ? 1 : 0;
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append(text[++at]);
            }
            else
            {
                at++;
                return true;
            }
        }

        return false;
    }
}
