using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Numbers that mean somebody, from the first digit of each.</summary>
internal static class NumberFinder
{
    /// <summary>Looks at the digits that begin there and tells up to where they are dealt with.</summary>
    public static int Find(Hunt hunt, int at)
    {
        var text = hunt.Text;
        var before = Bytes.At(text, at - 1);
        var lettered = Bytes.IsLetter(before) || (before is (byte)' ' or (byte)'-' && Bytes.IsLetter(Bytes.At(text, at - 2)));
        if (lettered && Lettered(hunt, at) is var end && end > 0)
        {
            return end;
        }

        if (hunt.Wants(Kinds.Mac) && DashedMac.Find(text, at) is var mac && mac.End > 0)
        {
            hunt.Add(Kinds.Mac, mac.Start, mac.End);
            return mac.End;
        }

        if (Bytes.IsLetter(before))
        {
            return at + 1;
        }

        return Plain(hunt, at);
    }

    private static int Lettered(Hunt hunt, int at)
    {
        var text = hunt.Text;
        if (hunt.Wants(Kinds.Iban) && Iban.End(text, at - 2) is var iban && iban > 0)
        {
            return Add(hunt, Kinds.Iban, at - 2, iban);
        }

        if (hunt.Wants(Kinds.CodiceFiscale) && CodiceFiscale.Find(text, at) is var codice && codice.End > 0)
        {
            return Add(hunt, Kinds.CodiceFiscale, codice.Start, codice.End);
        }

        if (hunt.Wants(Kinds.Nino) && Nino.Find(text, at) is var nino && nino.End > 0)
        {
            return Add(hunt, Kinds.Nino, nino.Start, nino.End);
        }

        return hunt.Wants(Kinds.Dni) && Dni.FindForeigner(text, at) is var dni && dni.End > 0 ? Add(hunt, Kinds.Dni, dni.Start, dni.End) : 0;
    }

    private static int Plain(Hunt hunt, int at)
    {
        var text = hunt.Text;
        if (hunt.Wants(Kinds.Ip) && Ipv4.End(text, at) is var ip && ip > 0)
        {
            return Add(hunt, Kinds.Ip, at, ip);
        }

        Span<byte> digits = stackalloc byte[Cluster.MaxDigits];
        Span<Group> groups = stackalloc Group[Cluster.MaxGroups];
        var cluster = Cluster.Read(text, at, digits, groups);
        // Seven digits are the least that means anybody, with a French number of Corsica's the most broken up one.
        if (cluster.Count < 5)
        {
            return at + 1;
        }

        if (Edge.Left(text, at))
        {
            if (hunt.Wants(Kinds.Card) && Card.End(text, cluster) is var card && card > 0)
            {
                return Add(hunt, Kinds.Card, at, card);
            }

            if (hunt.Wants(Kinds.Insee) && Insee.End(text, at) is var insee && insee > 0)
            {
                return Add(hunt, Kinds.Insee, at, insee);
            }

            if (hunt.Wants(Kinds.SteuerId) && SteuerId.End(text, cluster) is var steuer && steuer > 0)
            {
                return Add(hunt, Kinds.SteuerId, at, steuer);
            }

            if (hunt.Wants(Kinds.Ssn) && SocialSecurity.End(text, cluster) is var ssn && ssn > 0)
            {
                return Add(hunt, Kinds.Ssn, at, ssn);
            }

            if (hunt.Wants(Kinds.Dni) && Dni.End(text, cluster) is var dni && dni > 0)
            {
                return Add(hunt, Kinds.Dni, at, dni);
            }
        }

        return hunt.Wants(Kinds.Phone) && Phone.Find(text, cluster) is var phone && phone.End > 0 ? Add(hunt, Kinds.Phone, phone.Start, phone.End) : at + 1;
    }

    /// <summary>Words in UTF-8, for what is said before a number.</summary>
    public static byte[][] Words(string words) => [.. words.Split(' ').Select(Encoding.UTF8.GetBytes)];

    private static int Add(Hunt hunt, Kinds kind, int start, int end)
    {
        hunt.Add(kind, start, end);
        return end;
    }
}
