using System.Diagnostics.CodeAnalysis;

namespace Bascule.Server.Admin.Reports;

/// <summary>A moment as questions take it, for whoever asks at the terminal.</summary>
public static class QuestionTime
{
    /// <param name="wrong">What is wrong and what to write, behind the parameter's name.</param>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset moment, [NotNullWhen(false)] out string? wrong)
    {
        wrong = QueryReader.TryMoment(text, now, out moment) ? null : $"{QueryReader.NoMoment("since").How}. {QueryReader.NoMoment("since").Mend}";
        return wrong is null;
    }
}
