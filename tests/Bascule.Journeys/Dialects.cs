namespace Bascule.Journeys;

/// <summary>The dialects as theory data.</summary>
public static class Dialects
{
    public static TheoryData<string> Each => [Ask.OpenAi, Ask.Anthropic];

    /// <summary>Caller and upstream.</summary>
    public static TheoryData<string, string> Pairs => new()
    {
        { Ask.OpenAi, Ask.OpenAi },
        { Ask.OpenAi, Ask.Anthropic },
        { Ask.Anthropic, Ask.Anthropic },
        { Ask.Anthropic, Ask.OpenAi },
    };
}
