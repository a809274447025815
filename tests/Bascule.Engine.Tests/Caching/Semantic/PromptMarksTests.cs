using Bascule.Engine.Caching.Semantic.Guards;

namespace Bascule.Engine.Tests.Caching.Semantic;

public sealed class PromptMarksTests
{
    [Theory]
    [InlineData("How do I make pasta for 4 people?", "how do I cook pasta for four people")]
    [InlineData("What is 1,000 euros in yen?", "what is 1000 euros in yen")]
    [InlineData("Explain how photosynthesis works.", "Describe how photosynthesis works, please")]
    [InlineData("How long is the flight from Paris to Rome?", "how long does the flight take from Paris to Rome?")]
    [InlineData("What does `a  + b` do?", "what will `a  + b` do")]
    [InlineData("Wie lange dauert die Fahrt nach Graz?", "wie lange dauert denn die Fahrt nach Graz")]
    public void Differs_TheSameInOtherWords_Nothing(string one, string other) => Assert.Null(PromptMarks.Of(one).Differs(PromptMarks.Of(other)));

    [Theory]
    [InlineData("How do I make pasta for 4 people?", "How do I make pasta for 40 people?", "numbers")]
    [InlineData("Is 5 km far?", "Is 5 miles far?", "numbers")]
    [InlineData("What happened in 1918?", "What happened in 1919?", "numbers")]
    [InlineData("Add 3.5 and 2", "Add 35 and 2", "numbers")]
    [InlineData("How old is the mayor of Berlin?", "How old is the mayor of Vienna?", "names")]
    [InlineData("A train from Paris to Rome", "A train from Rome to Paris", "names")]
    [InlineData("Paris has how many bridges?", "London has how many bridges?", "names")]
    [InlineData("What is new in GPT-4?", "What is new in GPT-5?", "names")]
    [InlineData("what does user_id mean", "what does account_id mean", "names")]
    [InlineData("Which \"word\" is meant?", "Which \"term\" is meant?", "names")]
    [InlineData("Which foods are allowed?", "Which foods are not allowed?", "negation")]
    [InlineData("Can you eat that raw?", "Can't you eat that raw?", "negation")]
    [InlineData("How do I increase the contrast?", "How do I decrease the contrast?", "negation")]
    [InlineData("Which is the oldest tree?", "Which is the tallest tree, the oldest or the newest?", "negation")]
    [InlineData("What does `a + b` do?", "What does `a - b` do?", "code")]
    [InlineData("Fix:\n```py\nx = [1]\n```", "Fix:\n```py\nx = [2]\n```", "code")]
    [InlineData("what is a good way to do this", "wie geht das am besten und warum", "language")]
    [InlineData("北京今天天气怎么样", "上海今天天气怎么样", "names")]
    public void Differs_AnotherMeaning_SaysInWhat(string one, string other, string differs) => Assert.Equal(differs, PromptMarks.Of(one).Differs(PromptMarks.Of(other)));

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var marks = PromptMarks.Of("Is it true that 3 of 4 do not like `code` in Kyiv?");
        Span<byte> bytes = stackalloc byte[PromptMarks.Size];
        marks.Write(bytes);
        Assert.Equal(marks, PromptMarks.Read(bytes));
    }

    [Fact]
    public void Of_AnyText_NeverThrows()
    {
        var random = new Random(3);
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => (char)(random.Next(4) switch { 0 => random.Next(32, 127), 1 => "`\"'.,-$%_/\\\n 0123456789"[random.Next(23)], 2 => random.Next(0x400, 0xffff), _ => random.Next(0, 256) })));
            Assert.Null(PromptMarks.Of(text).Differs(PromptMarks.Of(text)));
        }
    }
}
