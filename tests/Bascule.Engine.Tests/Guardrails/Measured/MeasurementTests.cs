using Bascule.Engine.Tests.Guardrails.Labelled;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Guardrails.Measured;

/// <summary>What the detectors find and what they find wrongly, held to bounds and to the page that tells it.</summary>
public sealed class MeasurementTests
{
    private const string Begin = "<!-- measured: begin -->\n", End = "<!-- measured: end -->";

    private static readonly string PagePath = Path.Combine(Repository.Root, "docs/detectors.md");

    public static TheoryData<string> EachKind => [.. LabelledKinds.All];

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Recall_OnTheLabelledSet_ReachesTheBound(string kind) => Assert.InRange(Measurement.Taken.Of(kind).Recall, Bounds.RecallOf(kind), 1);

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Precision_OnTheLabelledSet_ReachesTheBound(string kind) => Assert.InRange(Measurement.Taken.Of(kind).Precision, Bounds.Precision, 1);

    [Fact]
    public void Attacks_OnTheLabelledSet_AreFoundWithoutCryingWolf()
    {
        Assert.InRange(Measurement.Taken.Attack.Recall, Bounds.Attacks, 1);
        Assert.InRange(Measurement.Taken.Attack.Precision, Bounds.Precision, 1);
    }

    [Fact]
    public void Page_ItsTable_IsWhatWasMeasured()
    {
        var (page, measured) = (File.ReadAllText(PagePath), Measurement.Taken.Table());
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("BASCULE_WRITE_DOCS") == "1")
        {
            page = page[..from] + measured + page[to..];
            File.WriteAllText(PagePath, page);
            to = from + measured.Length;
        }

        Assert.Equal(page[from..to], measured);
    }
}
