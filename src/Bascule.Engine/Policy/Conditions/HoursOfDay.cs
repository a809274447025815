using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary><c>hours: "22:00-06:00 Europe/Berlin"</c>: the clock on the wall there lies in one of the spans.</summary>
public sealed record HoursOfDay(ValueList<DaySpan> Any) : Condition
{
    public override string Word => "hours";

    public override IReadOnlyList<WrittenValues> Written => [new(null, new([.. Any.Select(span => span.Text)]))];

    public override bool Holds(in RequestFacts facts)
    {
        foreach (var span in Any.Span)
        {
            if (span.Holds(facts.At))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>From one time of day to another, over midnight where it ends before it begins. The first minute is in it, the last is not.</summary>
/// <param name="Text">As it was written.</param>
public sealed record DaySpan(TimeSpan From, TimeSpan To, TimeZoneInfo Zone, string Text)
{
    public bool Holds(DateTimeOffset at)
    {
        var now = TimeZoneInfo.ConvertTime(at, Zone).TimeOfDay;
        return From < To ? now >= From && now < To : now >= From || now < To;
    }
}
