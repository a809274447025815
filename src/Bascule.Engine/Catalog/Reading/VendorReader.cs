namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads a vendor's record.</summary>
internal static class VendorReader
{
    private static readonly Dictionary<string, QuirkAction> Actions = new() { ["rename"] = QuirkAction.Rename, ["drop"] = QuirkAction.Drop, ["role"] = QuirkAction.Role };

    private static readonly Dictionary<string, string> Hostings = new() { ["vendor"] = "vendor", ["self"] = "self" };

    public static VendorFacts? Read(RecordReader record)
    {
        var id = record.Word("id");
        var name = record.NeededText("name");
        var dialect = record.NeededText("dialect");
        var keys = record.NeededTexts("keys");
        var patterns = record.NeededTexts("patterns");
        var model = record.NeededText("default_model");
        var hosting = record.Choice("hosting", Hostings);
        var vendor = new VendorFacts(id ?? "")
        {
            Name = name!,
            Dialect = dialect!,
            Speaks = record.Texts("speaks"),
            BaseUrl = Url(record, "base_url"),
            BaseUrlForm = record.Text("base_url_form"),
            KeyVariables = keys!,
            Aliases = record.Words("aliases"),
            ModelPatterns = patterns!,
            DefaultModel = model!,
            Jurisdiction = record.Text("jurisdiction"),
            Hosting = hosting!,
            StreamUsage = record.Flag("stream_usage"),
            Prefill = Prefill(record),
            Docs = Url(record, "docs"),
            Quirks = record.List("quirks", Quirk),
            PromptCaches = record.List("prompt_cache", PromptCacheReader.Read),
        };
        if (!record.Has("hosting"))
        {
            record.Problem("hosting", "missing: vendor or self");
        }

        return id is null || name is null || dialect is null || keys is null || patterns is null || model is null || hosting is null ? null : vendor;
    }

    internal static Fact<string>? Url(RecordReader record, string member)
    {
        var text = record.Text(member);
        if (text is null || (Uri.TryCreate(text.Value, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
        {
            return text;
        }

        record.Problem(member, $"'{text.Value}' is not an http or https address");
        return null;
    }

    private static Fact<IReadOnlyList<string>>? Prefill(RecordReader record)
    {
        var entries = record.Texts("prefill");
        foreach (var unknown in (entries?.Value ?? []).Select(entry => entry.Split(' ')[0]).Where(form => !Prefills.Words.ContainsKey(form)))
        {
            record.Problem("prefill", $"'{unknown}' is none of {string.Join(", ", Prefills.Words.Keys)}");
        }

        return entries;
    }

    private static Quirk? Quirk(RecordReader record)
    {
        var field = record.Word("field");
        var models = record.Word("models");
        var action = record.Choice("action", Actions);
        var to = record.Text("to");
        var known = record.Source();
        if (action is null || (action.Value != QuirkAction.Drop) != (to is not null))
        {
            record.Problem("action", "rename or role with a 'to', or drop without");
            return null;
        }

        return field is not null && models is not null && known is var (source, asOf)
            ? new(field, action.Value, to?.Value, models, source, asOf)
            : null;
    }
}
