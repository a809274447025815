using System.Text.RegularExpressions;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads a model's record.</summary>
internal static partial class ModelReader
{
    private static readonly Dictionary<string, Openness> Openings = new()
    {
        ["closed"] = Openness.Closed,
        ["open-weights"] = Openness.OpenWeights,
        ["open-source"] = Openness.OpenSource,
    };

    private static readonly string[] Modalities = ["text", "image", "audio", "video", "file", "embedding"];

    public static ModelFacts? Read(RecordReader record) => Read(record, static _ => null);

    /// <param name="below">The model of an id that this record is laid over: its name need not be said again.</param>
    public static ModelFacts? Read(RecordReader record, Func<string, ModelFacts?> below)
    {
        var id = record.Word("id");
        var name = !record.Has("name") && id is not null && below(id) is { } known ? known.Name : record.NeededText("name");
        var facts = new ModelFacts(id ?? "")
        {
            Name = name!,
            Family = record.Text("family"),
            Vendor = record.Text("vendor"),
            Origin = Checked(record, "origin", Country(), "an ISO 3166 country of two capitals"),
            Openness = record.Choice("openness", Openings),
            Licence = record.Text("licence"),
            Released = Checked(record, "released", Day(), "a date such as 2026-07-02 or 2026-07"),
            EndOfLife = Checked(record, "end_of_life", Day(), "a date such as 2026-07-02 or 2026-07"),
            KnowledgeCutOff = Checked(record, "knowledge_cut_off", Day(), "a date such as 2026-07-02 or 2026-07"),
            Parameters = record.Count("parameters"),
            ActiveParameters = record.Count("active_parameters"),
            ContextWindow = record.Count("context"),
            MaxInput = record.Count("max_input"),
            MaxOutput = record.Count("max_output"),
            Input = Modes(record, "in"),
            Output = Modes(record, "out"),
            Tools = record.Flag("tools"),
            JsonSchema = record.Flag("json_schema"),
            Reasoning = record.Flag("reasoning"),
            Caching = record.Flag("caching"),
            Prefill = record.Flag("prefill"),
            Weights = record.Texts("weights"),
            Offers = record.Sets("offers", Offer),
        };
        return id is null || name is null ? null : facts;
    }

    private static Offer? Offer(string vendorId, RecordReader record)
    {
        var names = record.NeededTexts("names");
        var prices = PriceReader.History(record);
        var terms = record.Text("terms");
        return names is null ? null : new(vendorId, names, prices) { Terms = terms };
    }

    private static Fact<string>? Checked(RecordReader record, string member, Regex shape, string wanted)
    {
        var text = record.Text(member);
        if (text is null || shape.IsMatch(text.Value))
        {
            return text;
        }

        record.Problem(member, $"'{text.Value}' is not {wanted}");
        return null;
    }

    private static Fact<IReadOnlyList<string>>? Modes(RecordReader record, string member)
    {
        var modes = record.Texts(member);
        foreach (var unknown in (modes?.Value ?? []).Except(Modalities))
        {
            record.Problem(member, $"'{unknown}' is none of {string.Join(", ", Modalities)}");
        }

        return modes;
    }

    [GeneratedRegex("^[A-Z]{2}$")]
    private static partial Regex Country();

    [GeneratedRegex("^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$")]
    private static partial Regex Day();
}
