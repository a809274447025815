namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads the whole folder and checks what no single record can: names twice, vendors that are not there.</summary>
internal static class FactBookReader
{
    private const string VendorsFile = "vendors.json";
    private const string ModelsFile = "models.json";
    private const string LicencesFile = "licences.json";

    // Overlays are written by people and imports, a few each; far above that it is another folder.
    private const int MaxOverlays = 100;

    /// <param name="overlays">A folder whose files are laid over the models, in the order of their names; null or not there: none.</param>
    public static FactBookLoad Read(string folder, string? overlays = null)
    {
        var problems = new List<string>();
        var vendorsFile = CatalogFile.Open(folder, VendorsFile, ["vendors", "engines"], problems);
        var modelsFile = CatalogFile.Open(folder, ModelsFile, ["models"], problems);
        var licencesFile = CatalogFile.Open(folder, LicencesFile, ["licences"], problems);
        if (vendorsFile is null || modelsFile is null || licencesFile is null)
        {
            return new(null, problems);
        }

        var vendors = vendorsFile.Read("vendors", VendorReader.Read);
        var engines = vendorsFile.Read("engines", EngineReader.Read);
        var models = modelsFile.Read("models", ModelReader.Read);
        var licences = licencesFile.Read("licences", LicenceReader.Read);
        Lay(overlays, models, problems);

        Twice(VendorsFile, "vendors", vendors.SelectMany(vendor => vendor.Aliases.Prepend(vendor.Id)), problems);
        Twice(VendorsFile, "engines", engines.Select(engine => engine.Id), problems);
        Twice(ModelsFile, "models", models.Select(model => model.Id), problems);
        var words = licences.SelectMany(licence => licence.Aliases.Prepend(licence.Id)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Twice(LicencesFile, "licences", licences.SelectMany(licence => licence.Aliases.Prepend(licence.Id)), problems);
        Twice(LicencesFile, "clauses", licences.SelectMany(licence => licence.Clauses).Select(clause => clause.Id), problems);
        problems.AddRange(models
            .SelectMany(model => model.Offers.Select(offer => offer.Terms).Prepend(model.Licence).OfType<Fact<string>>().Select(word => (model.Id, word.Value)))
            .Where(named => !words.Contains(named.Value))
            .Select(named => $"{ModelsFile}: {named.Id}: licence: '{named.Value}' is not in {LicencesFile}"));
        var offers = models.SelectMany(model => model.Offers.Select(offer => (Model: model, Offer: offer))).ToArray();
        foreach (var sold in offers.GroupBy(sold => sold.Offer.VendorId))
        {
            Twice(ModelsFile, $"offers.{sold.Key}", sold.SelectMany(offer => offer.Offer.Names.Value), problems);
            if (!vendors.Exists(vendor => vendor.Id == sold.Key))
            {
                problems.AddRange(sold.Select(offer => $"{ModelsFile}: {offer.Model.Id}: offers.{sold.Key}: no such vendor in {VendorsFile}"));
            }
        }

        return problems.Count > 0 ? new(null, problems) : new(new(vendors, engines, models, licences), problems);
    }

    /// <summary>The models of one overlay; null when the file cannot be read.</summary>
    public static List<ModelFacts>? ReadOverlay(string file, Func<string, ModelFacts?> below, List<string> problems) =>
        CatalogFile.Open(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(file)))!, Path.Combine(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))!, Path.GetFileName(file)), ["models"], problems)
            ?.Read("models", record => ModelReader.Read(record, below));

    private static void Lay(string? overlays, List<ModelFacts> models, List<string> problems)
    {
        var files = overlays is not null && Directory.Exists(overlays) ? Directory.GetFiles(overlays, "*.json").Order(StringComparer.Ordinal).ToArray() : [];
        if (files.Length > MaxOverlays)
        {
            problems.Add($"{overlays}: more than {MaxOverlays} files");
            return;
        }

        foreach (var file in files)
        {
            foreach (var above in ReadOverlay(file, id => models.Find(model => model.Id.Equals(id, StringComparison.OrdinalIgnoreCase)), problems) ?? [])
            {
                var at = models.FindIndex(model => model.Id.Equals(above.Id, StringComparison.OrdinalIgnoreCase));
                if (at < 0)
                {
                    models.Add(above);
                }
                else
                {
                    models[at] = ModelMerge.Over(models[at], above);
                }
            }
        }
    }

    private static void Twice(string file, string section, IEnumerable<string> names, List<string> problems) =>
        problems.AddRange(names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => $"{file}: {section}: '{same.Key}' is there twice"));
}
