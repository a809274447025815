using System.Text.Json.Nodes;
using Bascule.Sandbox.Faults;
using Bascule.Sandbox.Skills;

namespace Bascule.Sandbox.Talk;

/// <summary>The simulated model: decides what to say to a question, always the same to the same one.</summary>
internal static class Speaker
{
    /// <summary>Bounds how much of a caller's text comes back in an answer.</summary>
    private const int MaxQuoted = 2_000;

    /// <summary>How often a looping model says its sentence where nobody bounds it: 8,000 tokens, long past what anybody would call an answer.</summary>
    private const int LoopTimes = 2_000;

    public static Reply Answer(Question question, Fault faults)
    {
        if (faults.HasFlag(Fault.Empty))
        {
            return new Reply("", "", [], Ending.Done);
        }

        if (faults.HasFlag(Fault.Loop))
        {
            return Limits.Apply(question, new Reply("", string.Concat(Enumerable.Repeat("I say it again. ", LoopTimes)), [], Ending.Length));
        }

        if (faults.HasFlag(Fault.Filter))
        {
            return new Reply("", "This simulated answer was", [], Ending.Filtered);
        }

        var reasoning = question.Reasons ? $"(simulated reasoning) {question.Model.Id} was asked: {Quote(question.Text, 200)}. It picks the skill that fits and answers." : "";
        var calls = ToolPicker.Pick(question);
        var text = calls.Count > 0 ? "" : question.Beginning is { } beginning ? GoOn(question, beginning) : Words(question);
        return Limits.Apply(question, new Reply(reasoning, text, calls, calls.Count > 0 ? Ending.ToolCalls : Ending.Done));
    }

    /// <summary>The rest of its own answer; behind words that are not its own, the whole of it.</summary>
    private static string GoOn(Question question, string beginning)
    {
        var words = Words(question);
        var rest = words.StartsWith(beginning, StringComparison.Ordinal) ? words[beginning.Length..] : words;
        return question.RepeatsBeginning ? beginning + rest : rest;
    }

    private static string Words(Question question)
    {
        var solved = Solver.Solve(question.Text, question.Model.Id, question.Model.Level);
        if (question.OutputSchema is { } schema)
        {
            return SchemaFiller.Fill(schema, new Hints(question.ToolResult ?? question.Text, solved)).ToJsonString();
        }

        if (question.AnyJson)
        {
            return new JsonObject { ["simulated"] = true, ["answer"] = solved ?? Quote(question.Text, MaxQuoted) }.ToJsonString();
        }

        if (question.ToolResult is { } result)
        {
            return $"(simulated) The tool answered: {Quote(result, MaxQuoted)}";
        }

        var seen = question.Images switch { 0 => "", 1 => " I saw 1 image.", var n => $" I saw {n} images." };
        return solved is not null
            ? $"The answer is {solved}.{seen}"
            : $"This is a simulated answer of {question.Model.Id}.{seen} You wrote: {Quote(question.Text, MaxQuoted)}";
    }

    private static string Quote(string text, int chars) => Tokens.First(text.Trim(), chars);
}
