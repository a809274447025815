namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>How sure the grouping of a number makes it that somebody is called by it.</summary>
internal enum PhoneForm
{
    None,

    /// <summary>A telephone number where calling is spoken of.</summary>
    Likely,
    Certain,
}

/// <summary>The forms in which telephone numbers are written within the United States, the United Kingdom, Germany, France, Spain and Italy.</summary>
internal static class NationalForms
{
    public static PhoneForm Judge(in Cluster cluster, int size, int count, bool bracket)
    {
        if (cluster.Digit(0) != 0)
        {
            return Stronger(American(cluster, size, count, bracket), Spanish(cluster, size, count), ItalianMobile(cluster, size, count));
        }

        return cluster.Digit(1) == 0 ? PhoneForm.None : Stronger(French(cluster, size, count), British(cluster, size, count), German(cluster, size, count, bracket), Italian(cluster, size, count));
    }

    /// <summary>Ten digits whose area and exchange are ones that are given out.</summary>
    public static bool IsAmerican(ReadOnlySpan<byte> ten) =>
        ten.Length == 10 && ten[0] > '1' && ten[3] > '1' && !(ten[1] == '1' && ten[2] == '1') && !(ten[4] == '1' && ten[5] == '1');

    private static PhoneForm American(in Cluster cluster, int size, int count, bool bracket)
    {
        var long11 = count == 11 && cluster.Digit(0) == 1 && cluster.Groups[0].Length == 1;
        if (!IsAmerican(long11 ? cluster.Digits[1..count] : cluster.Digits[..count]))
        {
            return PhoneForm.None;
        }

        if (size == 1)
        {
            return PhoneForm.Likely;
        }

        if (long11)
        {
            return size == 4 && cluster.Is([1, 3, 3, 4]) ? PhoneForm.Certain : PhoneForm.Likely;
        }

        if (size == 3 && cluster.Is([3, 3, 4]))
        {
            return bracket || cluster.Groups[2].Separator is (byte)'-' or (byte)'.' ? PhoneForm.Certain : PhoneForm.Likely;
        }

        return size == 2 && cluster.Is([3, 7]) && bracket ? PhoneForm.Certain : PhoneForm.Likely;
    }

    private static PhoneForm French(in Cluster cluster, int size, int count)
    {
        if (count != 10)
        {
            return PhoneForm.None;
        }

        if (size == 5 && cluster.Is([2, 2, 2, 2, 2]))
        {
            return cluster.Same(5) is (byte)' ' or (byte)'.' or (byte)'-' or (byte)'/' && !Counts(cluster) ? PhoneForm.Certain : PhoneForm.Likely;
        }

        if (size == 1)
        {
            return cluster.Digit(1) is 6 or 7 ? PhoneForm.Certain : PhoneForm.Likely;
        }

        return size is 3 or 4 && (cluster.Is([4, 2, 2, 2]) || cluster.Is([4, 3, 3])) && cluster.Same(size) is (byte)' ' or (byte)'.' ? PhoneForm.Certain : PhoneForm.Likely;
    }

    // 01 02 03 04 05 is a row, and nobody's number.
    private static bool Counts(in Cluster cluster)
    {
        for (var i = 2; i < 10; i += 2)
        {
            if (cluster.Digit(i) * 10 + cluster.Digit(i + 1) - cluster.Digit(i - 2) * 10 - cluster.Digit(i - 1) != 1)
            {
                return false;
            }
        }

        return true;
    }

    private static PhoneForm British(in Cluster cluster, int size, int count)
    {
        if (count is not (10 or 11) || cluster.Digit(1) is not (1 or 2 or 3 or 5 or 7 or 8))
        {
            return PhoneForm.None;
        }

        if (size == 1)
        {
            return count == 11 && cluster.Digit(1) == 7 && cluster.Digit(2) > 0 ? PhoneForm.Certain : PhoneForm.Likely;
        }

        var grouped = size is 2 or 3 && cluster.Groups[0].Length is >= 3 and <= 5 && cluster.Groups[1].Length >= 3 && (size == 2 || cluster.Groups[2].Length >= 3);
        return grouped && cluster.Groups[1].Separator is not (byte)'.' and not (byte)'/' ? PhoneForm.Certain : PhoneForm.Likely;
    }

    private static PhoneForm German(in Cluster cluster, int size, int count, bool bracket)
    {
        var mobile = cluster.Digit(1) == 1 && cluster.Digit(2) is 5 or 6 or 7;
        if (count > 14 || !(mobile || cluster.Digit(1) > 1))
        {
            return PhoneForm.None;
        }

        if (size == 1)
        {
            return mobile && count is 11 or 12 ? PhoneForm.Certain : PhoneForm.Likely;
        }

        var (area, joint) = (cluster.Groups[0].Length, cluster.Groups[1].Separator);
        if (area is < 3 or > 6 || joint == '.' || AllFours(cluster, size))
        {
            return PhoneForm.Likely;
        }

        for (var i = 1; i < size; i++)
        {
            // What may be short is an extension at the end.
            if (cluster.Groups[i].Length < 2 && i < size - 1)
            {
                return PhoneForm.Likely;
            }
        }

        return count >= 9 || (count >= 8 && (bracket || joint == '/')) ? PhoneForm.Certain : PhoneForm.Likely;
    }

    private static bool AllFours(in Cluster cluster, int size)
    {
        for (var i = 0; i < size; i++)
        {
            if (cluster.Groups[i].Length != 4)
            {
                return false;
            }
        }

        return size > 2 && cluster.Groups[1].Separator is (byte)' ' or (byte)'-';
    }

    private static PhoneForm Italian(in Cluster cluster, int size, int count)
    {
        if (count is < 8 or > 11)
        {
            return PhoneForm.None;
        }

        if (size == 1 || cluster.Groups[0].Length != 2 || cluster.Digit(1) is not (2 or 6))
        {
            return PhoneForm.Likely;
        }

        return cluster.Groups[1].Length >= 3 && cluster.Groups[1].Separator != '.' && (size == 2 || cluster.Same(size) == ' ') ? PhoneForm.Certain : PhoneForm.Likely;
    }

    private static PhoneForm ItalianMobile(in Cluster cluster, int size, int count)
    {
        if (cluster.Digit(0) != 3 || count is not (9 or 10) || cluster.Digit(1) is < 2)
        {
            return PhoneForm.None;
        }

        var grouped = size > 1 && cluster.Groups[0].Length == 3 && (
            (size == 2 && cluster.Groups[1].Separator is (byte)' ' or (byte)'-' or (byte)'/')
            || (size == 3 && cluster.Groups[1].Length > 2 && cluster.Same(3) == ' ' && count == 10)
            || (size == 4 && cluster.Same(4) == ' '));
        return grouped ? PhoneForm.Certain : PhoneForm.Likely;
    }

    private static PhoneForm Spanish(in Cluster cluster, int size, int count)
    {
        if (count != 9 || cluster.Digit(0) < 6)
        {
            return PhoneForm.None;
        }

        var grouped = (size == 3 && cluster.Is([3, 3, 3]) && cluster.Same(3) is (byte)' ' or (byte)'-')
            || (size == 4 && (cluster.Is([3, 2, 2, 2]) || cluster.Is([2, 3, 2, 2])) && cluster.Same(4) is (byte)' ' or (byte)'-')
            || (size == 2 && cluster.Is([3, 6]) && cluster.Groups[1].Separator == ' ');
        return grouped ? PhoneForm.Certain : PhoneForm.Likely;
    }

    private static PhoneForm Stronger(params ReadOnlySpan<PhoneForm> forms)
    {
        var strongest = PhoneForm.None;
        foreach (var form in forms)
        {
            strongest = form > strongest ? form : strongest;
        }

        return strongest;
    }
}
