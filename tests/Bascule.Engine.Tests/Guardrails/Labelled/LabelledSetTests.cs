using System.Text;
using Bascule.Engine.Tests.Guardrails.Labelled.Values;

namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>The set itself: what it says of its texts is so.</summary>
public sealed class LabelledSetTests
{
    [Fact]
    public void Set_SameSeed_IsTheSame()
    {
        Assert.Equal(LabelledSet.Telling(7, 50).Select(text => text.Text), LabelledSet.Telling(7, 50).Select(text => text.Text));
        Assert.NotEqual(LabelledSet.Telling(7, 50).Select(text => text.Text), LabelledSet.Telling(8, 50).Select(text => text.Text));
    }

    [Fact]
    public void Labels_OfEveryText_StandInOrderOnWholeCharacters()
    {
        foreach (var text in LabelledSet.Telling(1, 2000))
        {
            var (bytes, end) = (Encoding.UTF8.GetBytes(text.Text), 0);
            foreach (var label in text.Labels)
            {
                Assert.True(label.Start >= end && label.Length > 0, text.Text);
                end = label.Start + label.Length;
                var value = new UTF8Encoding(false, true).GetString(bytes, label.Start, label.Length);
                Assert.Equal(value.Trim(), value);
            }

            Assert.True(end <= bytes.Length);
        }
    }

    [Fact]
    public void Set_EveryKindAndLanguage_IsMetOften()
    {
        var texts = LabelledSet.Telling(2, 3000).ToArray();
        Assert.DoesNotContain(LabelledKinds.All, kind => texts.Sum(text => text.Labels.Count(label => label.Kind == kind)) < 100);
        Assert.Empty(texts.SelectMany(text => text.Labels).Select(label => label.Kind).Distinct().Except(LabelledKinds.All));
        Assert.Equal(5, texts.GroupBy(text => text.Language).Count(language => language.Count() > 300));
        Assert.DoesNotContain(texts, text => text.Text.Contains("{label}", StringComparison.Ordinal) || text.Text.Contains("{value}", StringComparison.Ordinal));
    }

    [Fact]
    public void Innocent_EveryText_HasNoLabel() => Assert.Empty(LabelledSet.Innocent(3, 500).SelectMany(text => text.Labels));

    [Fact]
    public void Vendors_WithAFormat_AreAtLeastThirty() => Assert.True(Secrets.Vendors.Count() >= 30);

    // Published examples of each register: the check digits of the set are not its own invention.
    [Fact]
    public void CheckDigits_OfPublishedExamples_AreFound()
    {
        Assert.Equal("82", CheckDigits.Iban("GB", "WEST12345698765432"));
        Assert.Equal("89", CheckDigits.Iban("DE", "370400440532013000"));
        Assert.Equal('1', CheckDigits.Luhn("411111111111111"));
        Assert.Equal('5', CheckDigits.Luhn("37828224631000"));
        Assert.Equal('9', CheckDigits.SteuerId("8609574271"));
        Assert.Equal('6', CheckDigits.SteuerId("4703689281"));
        Assert.Equal("38", CheckDigits.Insee("2550814168025"));
        Assert.Equal('Z', CheckDigits.Dni("12345678"));
        Assert.Equal('L', CheckDigits.Dni("X1234567"));
        Assert.Equal('S', CheckDigits.CodiceFiscale("RSSMRA85T10A562"));
    }
}
