using System.Numerics;

namespace Bascule.Sandbox.Skills;

/// <summary>Reads one sum with the usual precedence and brackets, and remembers how hard it was.</summary>
internal sealed class Expression
{
    private const int MaxDepth = 32;
    private readonly string _text;
    private int _at;
    private int _depth;

    private Expression(string text) => _text = text;

    public int Operands { get; private set; }

    public int Digits { get; private set; }

    public Fraction Value { get; private set; }

    public static Expression? Read(string text)
    {
        var expression = new Expression(text);
        if (expression.Sum() is not { } value)
        {
            return null;
        }

        expression.SkipBlanks();
        expression.Value = value;
        return expression._at == text.Length && expression.Operands > 1 ? expression : null;
    }

    private Fraction? Sum()
    {
        var left = Product();
        while (left is not null && Take("+-") is { } sign)
        {
            var right = Product();
            left = right is null ? null : sign == '+' ? left + right : left - right;
        }

        return left;
    }

    private Fraction? Product()
    {
        var left = Term();
        while (left is not null && Take("*/") is { } sign)
        {
            var right = Term();
            left = right is null || (sign == '/' && right.Value.Top.IsZero) ? null : sign == '*' ? left * right : left / right;
        }

        return left;
    }

    private Fraction? Term()
    {
        var negative = Take("-") is not null;
        Fraction? value;
        if (Take("(") is not null)
        {
            value = ++_depth > MaxDepth ? null : Sum();
            _depth--;
            value = Take(")") is null ? null : value;
        }
        else
        {
            value = Number();
        }

        return negative && value is { } positive ? new Fraction(-positive.Top, positive.Bottom) : value;
    }

    private Fraction? Number()
    {
        SkipBlanks();
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        if (_at == start)
        {
            return null;
        }

        Operands++;
        Digits = Math.Max(Digits, _at - start);
        return new Fraction(BigInteger.Parse(_text.AsSpan(start, _at - start)), BigInteger.One);
    }

    private char? Take(string wanted)
    {
        SkipBlanks();
        return _at < _text.Length && wanted.Contains(_text[_at], StringComparison.Ordinal) ? _text[_at++] : null;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }
}
