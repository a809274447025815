using System.Globalization;
using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Limits;

namespace Bascule.Journeys.Corpus;

/// <summary>How wrong token estimates are on recorded requests whose true figure is known: learned on one half, measured on the other.</summary>
public sealed class TokenTests(ITestOutputHelper output)
{
    private const RequestFeatures Media = RequestFeatures.Images | RequestFeatures.Audio | RequestFeatures.Files;

    /// <summary>Requests of a model from which on its own rates say something.</summary>
    private const int Several = 4;

    [Fact]
    public void Estimates_OfTheOtherHalf_AreAsGoodAsThePageSays()
    {
        Assert.SkipWhen(RecordingFolder.Path is null, RecordingFolder.Absent);
        var asked = RecordingFolder.ReadAll().OrderBy(recording => recording.Hash, StringComparer.Ordinal).Select(Read).OfType<Asked>().ToArray();
        var tokens = new TokenEstimator();
        foreach (var one in asked.Where((_, i) => i % 2 == 0))
        {
            tokens.Learn(one.Model, one.Profile, one.Tokens);
        }

        var others = asked.Where((_, i) => i % 2 == 1).ToArray();
        var known = asked.Where((_, i) => i % 2 == 0).CountBy(one => one.Model).Where(model => model.Value >= Several).Select(model => model.Key).ToHashSet();
        var ofKnown = others.Where(one => known.Contains(one.Model)).ToArray();
        var mark = $"{asked.Length} recorded requests";
        var table = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"Measured on {mark} without media whose provider told their input: learned on one half, measured on the other. They are of a hundred models, one or two requests each, and most are short, so that what a vendor adds on its own (a system prompt, its form of tools) weighs much.")
            .AppendLine()
            .AppendLine("| requests | estimate | mean error | half below | 95 % below | 99 % below |")
            .AppendLine("|---|---|--:|--:|--:|--:|")
            .AppendLine(CultureInfo.InvariantCulture, $"| {others.Length}, of whatever model | learned | {Figures(others, Learned)} |")
            .AppendLine(CultureInfo.InvariantCulture, $"| | four bytes a token | {Figures(others, Plain)} |")
            .AppendLine(CultureInfo.InvariantCulture, $"| {ofKnown.Length}, of models that taught {Several} or more | learned | {Figures(ofKnown, Learned)} |")
            .AppendLine(CultureInfo.InvariantCulture, $"| | four bytes a token | {Figures(ofKnown, Plain)} |");
        output.WriteLine(table.ToString());
        HeldPage.Conformance.Hold("tokens", table.ToString(), mark, sound: true);

        long Learned(Asked one) => tokens.Estimate(one.Model, one.Profile);
        long Plain(Asked one) => (one.Profile.TextBytes + 3) / 4;
    }

    private static string Figures(IReadOnlyList<Asked> asked, Func<Asked, long> estimate)
    {
        var errors = asked.Select(one => Math.Abs(estimate(one) - one.Tokens) / (double)one.Tokens).Order().ToArray();
        return string.Join(" | ", new[] { errors.Average(), At(0.5), At(0.95), At(0.99) }.Select(error => $"{Math.Round(100 * error).ToString(CultureInfo.InvariantCulture)} %"));

        double At(double share) => errors[Math.Min(errors.Length - 1, (int)(share * errors.Length))];
    }

    private static Asked? Read(Recording recording)
    {
        if (recording.Request is not { } request || recording.Status != 200 || DialectSet.Find(recording.Format.Name) is not { } dialect
            || recording.Said is not { IsSound: true, Usage.Input: > 0 and var tokens }
            || RequestScan.Read(request, dialect.Shape, new CallAddress(recording.Path, recording.IsStream)).Value is not { } profile || (profile.Features & Media) != 0)
        {
            return null;
        }

        return new Asked($"{recording.Provider}/{profile.Model}", profile, tokens);
    }

    private sealed record Asked(string Model, RequestProfile Profile, long Tokens);
}
