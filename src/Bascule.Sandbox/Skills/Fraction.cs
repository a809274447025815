using System.Numerics;

namespace Bascule.Sandbox.Skills;

/// <summary>An exact quotient of integers, so that 1 / 3 * 3 is 1.</summary>
internal readonly record struct Fraction(BigInteger Top, BigInteger Bottom)
{
    private const int Decimals = 6;

    public static Fraction operator +(Fraction a, Fraction b) => Of((a.Top * b.Bottom) + (b.Top * a.Bottom), a.Bottom * b.Bottom);

    public static Fraction operator -(Fraction a, Fraction b) => Of((a.Top * b.Bottom) - (b.Top * a.Bottom), a.Bottom * b.Bottom);

    public static Fraction operator *(Fraction a, Fraction b) => Of(a.Top * b.Top, a.Bottom * b.Bottom);

    public static Fraction operator /(Fraction a, Fraction b) => Of(a.Top * b.Bottom, a.Bottom * b.Top);

    public static Fraction Of(BigInteger top, BigInteger bottom)
    {
        var common = BigInteger.GreatestCommonDivisor(top, bottom) * (bottom.Sign < 0 ? -1 : 1);
        return common.IsZero ? new Fraction(top, bottom) : new Fraction(top / common, bottom / common);
    }

    public override string ToString()
    {
        if (Bottom.IsOne)
        {
            return Top.ToString();
        }

        var scale = BigInteger.Pow(10, Decimals);
        var scaled = ((BigInteger.Abs(Top) * scale * 2) + Bottom) / (Bottom * 2);
        var digits = (scaled % scale).ToString().PadLeft(Decimals, '0').TrimEnd('0');
        var whole = (Top.Sign < 0 ? "-" : "") + scaled / scale;
        return digits.Length == 0 ? whole : $"{whole}.{digits}";
    }
}
