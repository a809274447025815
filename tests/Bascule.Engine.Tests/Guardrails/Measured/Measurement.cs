using System.Text;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Tests.Guardrails.Labelled;

namespace Bascule.Engine.Tests.Guardrails.Measured;

/// <summary>The built-in detectors, all at once, over the labelled set. A finding is right where it overlaps a label of its own kind; a label is found where a finding of its kind overlaps it.</summary>
internal sealed class Measurement
{
    public const int Telling = 4000, Innocent = 3000, Attacks = 1000;

    // Chosen when the set was written. The detectors were mended after it since: the page says what they reached before.
    private const ulong Seed = 20261127;

    private static readonly Lazy<Measurement> Shared = new(() => new Measurement());

    private readonly Dictionary<string, Score> _byKind = LabelledKinds.All.ToDictionary(kind => kind, kind => new Score(kind));
    private readonly Dictionary<string, Score> _namesByLanguage = [];
    private readonly Score _attack = new("injection, jailbreak");

    private Measurement()
    {
        Assert.True(DetectorSet.TryMake(DetectorSet.Names, [], out var detectors, out var error), error);
        foreach (var text in LabelledSet.Telling(Seed, Telling))
        {
            Count(text, Find(detectors, text));
        }

        foreach (var text in LabelledSet.Innocent(Seed + 1, Innocent))
        {
            Count(text, Find(detectors, text));
        }

        foreach (var text in LabelledSet.Attacks(Seed + 2, Attacks))
        {
            CountAttack(text, Find(detectors, text));
        }
    }

    public static Measurement Taken => Shared.Value;

    public Score Attack => _attack;

    public IEnumerable<Score> Kind => LabelledKinds.All.Order(StringComparer.Ordinal).Select(kind => _byKind[kind]);

    public Score Of(string kind) => _byKind[kind];

    public string Table()
    {
        var text = new StringBuilder("| detector | to find | recall | of these disguised | recall of those | found | precision | in texts that hold nothing |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var score in Kind.Append(_attack))
        {
            text.Append($"| `{score.Kind.Replace(", ", "` `", StringComparison.Ordinal)}` | {score.Labelled} | {score.Recall:0.000} | {score.Disguised} | {(score.Disguised == 0 ? "" : score.DisguisedRecall.ToString("0.000"))} | {score.Findings} | {score.Precision:0.000} | {score.InInnocent} |\n");
        }

        text.Append("\n| names in texts that are | to find | recall |\n|---|--:|--:|\n");
        foreach (var (language, score) in _namesByLanguage.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append($"| {language switch { "de" => "German", "en" => "English", "es" => "Spanish", "fr" => "French", _ => "Italian" }} | {score.Labelled} | {score.Recall:0.000} |\n");
        }

        return text.ToString();
    }

    private static List<Finding> Find(DetectorSet detectors, LabelledText text)
    {
        var found = new List<Finding>();
        detectors.Find(Encoding.UTF8.GetBytes(text.Text), found);
        return found;
    }

    private void Count(LabelledText text, List<Finding> found)
    {
        foreach (var label in text.Labels)
        {
            var hit = found.Any(finding => Meets(finding, label));
            Count(_byKind[label.Kind], label, hit);
            if (label.Kind == "name")
            {
                _namesByLanguage.TryAdd(text.Language, new Score("name"));
                Count(_namesByLanguage[text.Language], label, hit);
            }
        }

        foreach (var finding in found)
        {
            var score = _byKind.GetValueOrDefault(finding.Kind, _attack);
            score.Findings++;
            score.Right += text.Labels.Any(label => Meets(finding, label)) ? 1 : 0;
            score.InInnocent += text.Labels.Count == 0 ? 1 : 0;
        }
    }

    // An attack is one text: it is found as a whole or not.
    private void CountAttack(LabelledText text, List<Finding> found)
    {
        var hit = found.Any(finding => !_byKind.ContainsKey(finding.Kind));
        _attack.Labelled += text.Attack ? 1 : 0;
        _attack.Found += hit ? 1 : 0;
        _attack.Findings += hit ? 1 : 0;
        _attack.Right += hit ? 1 : 0;
    }

    private static void Count(Score score, Label label, bool hit)
    {
        score.Labelled++;
        score.Found += hit ? 1 : 0;
        score.Disguised += label.Disguised ? 1 : 0;
        score.DisguisedFound += hit && label.Disguised ? 1 : 0;
    }

    private static bool Meets(Finding finding, Label label) =>
        finding.Kind == label.Kind && finding.Start < label.Start + label.Length && label.Start < finding.End;
}
