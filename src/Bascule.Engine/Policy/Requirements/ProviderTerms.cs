using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Policy.Requirements;

/// <summary><c>max_retention: 30d</c>: the provider keeps what it is sent at most that long; <c>0d</c> is not at all.</summary>
public sealed record MaxRetention(TimeSpan Most) : Requirement
{
    public override string Word => "max_retention";

    public override bool Confines => true;

    public override IReadOnlyList<WrittenValues> Written => [new(null, [Days(Most)])];

    public override string? Unmet(in DeploymentFacts facts) => facts.Provider.MaxRetention switch
    {
        null => NotStated(Word),
        var kept when kept > Most => $"{Word} is {Days(kept.Value)}, more than {Days(Most)}",
        _ => null,
    };

    private static string Days(TimeSpan time) => time.Ticks % TimeSpan.TicksPerDay == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Days}d")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s");
}

/// <summary><c>trains_on_data: false</c>: the provider does not train on what it is sent.</summary>
public sealed record TrainsOnData(bool Wanted) : Requirement
{
    public override string Word => "trains_on_data";

    public override bool Confines => true;

    public override IReadOnlyList<WrittenValues> Written => [new(null, [Wanted ? "true" : "false"])];

    public override string? Unmet(in DeploymentFacts facts) => facts.Provider.TrainsOnData switch
    {
        null => NotStated(Word),
        var trains when trains != Wanted => $"{Word} is {(trains.Value ? "true" : "false")}",
        _ => null,
    };
}

/// <summary><c>certifications: [soc2, hipaa-baa]</c>: the provider has all of them.</summary>
public sealed record Certified(ValueList<string> All) : Requirement
{
    public override string Word => "certifications";

    public override bool Confines => true;

    public override IReadOnlyList<WrittenValues> Written => [new(null, All)];

    public override string? Unmet(in DeploymentFacts facts)
    {
        foreach (var wanted in All.Span)
        {
            if (!facts.Provider.Certifications.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            {
                return $"certification {wanted} not stated";
            }
        }

        return null;
    }
}
