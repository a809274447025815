namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Telephone numbers: international ones by their country, national ones by how the country groups them, others where a telephone is spoken of.</summary>
internal static class Phone
{
    private static readonly byte[][] Strong = NumberFinder.Words(
        "tel telefon phone téléphone teléfono telefono mobile mobil handy cell cellphone fax whatsapp portable móvil movil cellulare rufnummer handynummer durchwahl "
        + "telefax hotline fon gsm tlf tél");

    private static readonly byte[][] Weak = NumberFinder.Words(
        "call ring dial text sms reach anrufen ruf rufen ruft erreichbar erreichen erreiche appeler appelez appelle rappeler rappelez joindre joignable llamar llámame llame llamen llama "
        + "chiamare chiamami chiama chiamate contattare contattami contact contacto contatto kontakt numéro número numero");

    /// <summary>The number whose first digits the cluster begins with; its end is 0 where there is none.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<byte> text, in Cluster cluster)
    {
        if (cluster.Count < 7 || (IsDate(cluster) && Bytes.At(text, cluster.Start - 1) != '+'))
        {
            return default;
        }

        var start = cluster.Start;
        var bracket = Bytes.At(text, start - 1) == '(' && cluster.Size > 1 && cluster.Groups[1].Separator == ')';
        start -= bracket ? 1 : 0;
        var plus = Bytes.At(text, start - 1) == '+';
        start -= plus ? 1 : 0;
        if (plus && Bytes.At(text, start - 1) == '(' && cluster.Size > 1 && cluster.Groups[1].Separator == ')')
        {
            start--;
        }

        if (!Edge.Left(text, start) || (Bytes.At(text, start - 1) == ' ' && Bytes.IsDigit(Bytes.At(text, start - 2)) && !plus && !bracket && cluster.Digit(0) != 0))
        {
            return default;
        }

        for (var size = cluster.Size; size > 0; size--)
        {
            if (cluster.EndsAt(text, size) && IsNumber(text, cluster, size, start, plus, bracket))
            {
                return (start, cluster.Groups[size - 1].End);
            }
        }

        return default;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text, in Cluster cluster, int size, int start, bool plus, bool bracket)
    {
        var count = cluster.Groups[size - 1].End == cluster.Groups[cluster.Size - 1].End ? cluster.Count : Sum(cluster, size);
        if (count < 7)
        {
            return false;
        }

        if (plus)
        {
            return Countries.IsNumber(cluster.Digits[..count]);
        }

        if (cluster.Digit(0) == 0 && cluster.Digit(1) == 0)
        {
            return Countries.IsNumber(cluster.Digits[2..count]) && (cluster.Digit(2) != 1 || size > 2) && !(size == 2 && cluster.Groups[1].Separator == '.');
        }

        var form = NationalForms.Judge(cluster, size, count, bracket);
        return form switch
        {
            PhoneForm.Certain => !IsAmount(text, cluster, size, count),
            PhoneForm.Likely => Edge.SaysNext(text, start, Strong) || Edge.SaysNext(text, start, Weak),
            _ => count <= 13 && Edge.SaysNext(text, start, Strong) && cluster.Groups[0].Length < 13,
        };
    }

    private static int Sum(in Cluster cluster, int size)
    {
        var sum = 0;
        for (var i = 0; i < size; i++)
        {
            sum += cluster.Groups[i].Length;
        }

        return sum;
    }

    // A year of four digits between or after pairs: a day, perhaps with the hour.
    private static bool IsDate(in Cluster cluster) =>
        (cluster.Is([4, 2, 2]) && cluster.Digit(0) is 1 or 2 && cluster.Digit(4) <= 1) || (cluster.Is([2, 2, 4]) && cluster.Digit(0) <= 3 && cluster.Digit(2) <= 3)
        || (cluster.Is([1, 2, 4]) && cluster.Digit(3) is 1 or 2) || (cluster.Is([2, 1, 4]) && cluster.Digit(3) is 1 or 2);

    // Groups of three with spaces are also how thousands are written: round ones, and those with a currency or a unit behind them.
    private static bool IsAmount(ReadOnlySpan<byte> text, in Cluster cluster, int size, int count)
    {
        if (count != 9 || !cluster.Is([3, 3, 3]) || cluster.Same(3) != ' ')
        {
            return false;
        }

        var end = cluster.Groups[size - 1].End;
        return cluster.Digits[6..9].IndexOfAnyExcept((byte)'0') < 0 || Bytes.StartsWith(text, end, " €"u8) || Bytes.StartsWith(text, end, " EUR"u8)
            || Bytes.StartsWithWord(text, end, " euro"u8) || Bytes.StartsWithWord(text, end, " dollar"u8) || Bytes.StartsWith(text, end, " km"u8);
    }
}
