using Bascule.Sandbox.Skills;

namespace Bascule.Sandbox.Tests.Skills;

public sealed class SolverTests
{
    private static readonly SkillLevel Weak = new(2, 3, 8);
    private static readonly SkillLevel Strong = new(6, 9, 40);

    [Theory]
    [InlineData("What is 17 + 25?", "42")]
    [InlineData("Please compute 2 + 3 * 4.", "14")]
    [InlineData("(2 + 3) * 4 = ?", "20")]
    [InlineData("What is 7 times 6", "42")]
    [InlineData("What is 1,250 minus 8?", "1242")]
    [InlineData("What is 10 / 4?", "2.5")]
    [InlineData("What is 3 - 10?", "-7")]
    [InlineData("How much is -3 * 5?", "-15")]
    [InlineData("What is 8 ÷ 2 × 3?", "12")]
    [InlineData("Sort these numbers: 3, 1, 2", "1, 2, 3")]
    [InlineData("Sort these numbers in descending order: 3, 10, 2.", "10, 3, 2")]
    [InlineData("Sort the following words: pear, Apple, fig", "Apple, fig, pear")]
    [InlineData("Sort 9, 8 and 7", "7, 8, 9")]
    [InlineData("Extract the email addresses from: write to a@b.org or c.d@e.co.uk.", "a@b.org, c.d@e.co.uk")]
    [InlineData("Extract all dates from the text: on 2024-01-05 and March 3, 2025", "2024-01-05, March 3, 2025")]
    [InlineData("Extract the numbers from: 3 cats, 12 dogs", "3, 12")]
    [InlineData("Extract the urls from: nothing here", "none")]
    public void Task_WithinSkill_IsAnsweredTruly(string prompt, string answer) => Assert.Equal(answer, Solver.Solve(prompt, "m", Strong));

    [Theory]
    [InlineData("Hello there")]
    [InlineData("What happened on 2024-01-05?")]
    [InlineData("Is gpt-4 good?")]
    [InlineData("What is 3.5 + 2?")]
    [InlineData("What is 1 / 0?")]
    public void Prompt_WithoutATask_IsLeftAlone(string prompt) => Assert.Null(Solver.Solve(prompt, "m", Strong));

    [Theory]
    [InlineData("What is 1234 + 1?", "1235")]
    [InlineData("What is 1 + 2 + 3?", "6")]
    [InlineData("Sort these numbers: 9, 8, 7, 6, 5, 4, 3, 2, 1", "1, 2, 3, 4, 5, 6, 7, 8, 9")]
    [InlineData("Extract the numbers from: 1 2 3 4 5 6 7 8 9", "1, 2, 3, 4, 5, 6, 7, 8, 9")]
    public void Task_BeyondSkill_IsWrongInTheSameWay(string prompt, string right)
    {
        var weak = Solver.Solve(prompt, "m", Weak);
        Assert.Equal(right, Solver.Solve(prompt, "m", Strong));
        Assert.NotNull(weak);
        Assert.NotEqual(right, weak);
        Assert.Equal(weak, Solver.Solve(prompt, "m", Weak));
    }
}
