namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads how a vendor keeps the beginnings of prompts.</summary>
internal static class PromptCacheReader
{
    private static readonly Dictionary<string, PromptCacheBy> Ways = new() { ["itself"] = PromptCacheBy.Itself, ["marks"] = PromptCacheBy.Marks };

    public static PromptCacheRule? Read(RecordReader record)
    {
        var models = record.Word("models");
        var by = record.Choice("by", Ways);
        var least = record.NeededCount("min_tokens");
        var lives = record.NeededCount("minutes");
        var atMost = record.Count("max_minutes");
        var longer = record.Count("long_minutes");
        var key = record.Text("key");
        var known = record.Source();
        if (by is null && !record.Has("by"))
        {
            record.Problem("by", $"missing: {string.Join(" or ", Ways.Keys)}");
        }

        return models is not null && by is not null && least is not null && lives is not null && known is var (source, asOf)
            ? new(
                models, by.Value, least.Value, TimeSpan.FromMinutes(lives.Value), TimeSpan.FromMinutes(atMost?.Value ?? lives.Value),
                longer is null ? null : TimeSpan.FromMinutes(longer.Value), key?.Value, source, asOf)
            : null;
    }
}
