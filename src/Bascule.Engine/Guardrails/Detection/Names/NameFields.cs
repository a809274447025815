using System.Buffers;
using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Names in fields that say so: the value of a label, the cells of a column.</summary>
internal static class NameFields
{
    // A header is one line of a table; a cell with a name is short.
    private const int MaxHeader = 400;
    private const int MaxCell = 60;
    private const int MaxColumns = 32;

    private static readonly SearchValues<byte> Stops = SearchValues.Create("\n\r\"`*;<"u8);

    // Labels of one part of a name: whatever stands behind one is a name. Others may be of things, so that a known name must be in the value.
    private static readonly byte[][] Certain = Of(
        "first_name last_name firstname lastname given_name givenname family_name familyname surname full_name fullname maiden_name middle_name vorname nachname familienname nombre_completo apellido apellidos primer_apellido segundo_apellido "
        + "cognome nominativo prenom prénom nom_de_famille nom_complet nome_completo patient paciente paziente empleado empleada employee mitarbeiter dipendente employé ansprechpartner ansprechpartnerin");

    private static readonly byte[][] Likely = Of("name nombre nome nom customer client cliente kunde kundin contact contacto contatto kontakt customer_name client_name contact_name user_name holder account_holder inhaber kontoinhaber titulaire titular intestatario autor author owner");

    public static void Find(Hunt hunt)
    {
        Columns(hunt);
        var text = hunt.Text;
        for (var from = 0; from < text.Length;)
        {
            var colon = text[from..].IndexOf((byte)':');
            if (colon < 0)
            {
                return;
            }

            from += colon + 1;
            Labelled(hunt, from - 1);
        }
    }

    private static void Labelled(Hunt hunt, int colon)
    {
        var text = hunt.Text;
        var end = colon;
        while (end > 0 && text[end - 1] is (byte)'"' or (byte)'*' or (byte)'`' or (byte)' ' && colon - end < 3)
        {
            end--;
        }

        var start = end;
        while (start > 0 && end - start < 24 && (Bytes.IsWord(text[start - 1]) || text[start - 1] == '-'))
        {
            start--;
        }

        var certain = IsOne(text[start..end], Certain);
        if (!certain && !IsOne(text[start..end], Likely))
        {
            return;
        }

        var value = colon + 1;
        while (value < text.Length && value - colon < 6 && text[value] is (byte)' ' or (byte)'"' or (byte)'*' or (byte)'`' or (byte)'\'')
        {
            value++;
        }

        var stop = text[value..Math.Min(text.Length, value + MaxCell)].IndexOfAny(Stops);
        Cell(hunt, value, stop < 0 ? Math.Min(text.Length, value + MaxCell) : value + stop, certain);
    }

    // The first line names columns with a delimiter between; each further line is cut the same way.
    private static void Columns(Hunt hunt)
    {
        var text = hunt.Text;
        var header = text[..Math.Min(text.Length, MaxHeader)];
        var line = header.IndexOf((byte)'\n');
        if (line <= 0 || header[..line].IndexOfAny(",;\t"u8) is var first && first < 0)
        {
            return;
        }

        var delimiter = header[first];
        uint certain = 0, likely = 0;
        int column = 0, at = 0;
        for (; at <= line && column < MaxColumns; column++)
        {
            var end = CellEnd(text[..line], at, delimiter);
            var name = text[at..end].Trim("\" \r"u8);
            certain |= IsOne(name, Certain) ? 1u << column : 0;
            likely |= IsOne(name, Likely) ? 1u << column : 0;
            at = end + 1;
        }

        for (at = line + 1; (certain | likely) != 0 && at < text.Length;)
        {
            var next = text[at..].IndexOf((byte)'\n');
            next = next < 0 ? text.Length : at + next;
            for (column = 0; at <= next && column < MaxColumns; column++)
            {
                var end = CellEnd(text[..next], at, delimiter);
                if ((((certain | likely) >> column) & 1) != 0)
                {
                    Cell(hunt, at, end, true);
                }

                at = end + 1;
            }

            at = next + 1;
        }
    }

    private static int CellEnd(ReadOnlySpan<byte> line, int at, byte delimiter)
    {
        var quoted = Bytes.At(line, at) == '"' && at + 1 < line.Length ? line[(at + 1)..].IndexOf((byte)'"') : -1;
        var from = quoted < 0 ? at : at + 1 + quoted;
        var end = from >= line.Length ? -1 : line[from..].IndexOf(delimiter);
        return end < 0 ? line.Length : from + end;
    }

    // One to five words with capitals, and nothing else but what joins them.
    private static void Cell(Hunt hunt, int start, int end, bool certain)
    {
        var text = hunt.Text;
        while (start < end && text[start] is (byte)'"' or (byte)' ')
        {
            start++;
        }

        while (end > start && text[end - 1] is (byte)'"' or (byte)' ' or (byte)'\r' or (byte)',' or (byte)'.')
        {
            end--;
        }

        int words = 0, known = 0, at = start;
        while (at < end && words < 6)
        {
            var word = Word.At(text, at);
            if (word.End == at || word.End > end || word.Is(WordFlags.Identifier))
            {
                return;
            }

            if (Word.IsCapital(text, at))
            {
                if (word.Is(WordFlags.Ordinary | WordFlags.NoPerson) && !word.Is(WordFlags.AnyName))
                {
                    return;
                }

                words++;
                known += word.Is(WordFlags.AnyName) ? 1 : 0;
            }
            else if (!word.Is(WordFlags.Particle | WordFlags.Given | WordFlags.Family))
            {
                return;
            }

            at = word.End;
            while (at < end && text[at] is (byte)' ' or (byte)'-' or (byte)',' or (byte)'.' or (byte)'\'')
            {
                at++;
            }
        }

        if (at >= end && end - start <= MaxCell && (certain ? words > 0 : known > 0 && words > 0))
        {
            hunt.Add(Kinds.Name, start, end);
        }
    }

    private static bool IsOne(ReadOnlySpan<byte> label, byte[][] labels)
    {
        foreach (var one in labels)
        {
            if (label.Length == one.Length && Bytes.StartsWithWord(label, 0, one))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] Of(string words) => [.. words.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
