namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads the whole folder and checks what no single record can: names twice, vendors that are not there.</summary>
internal static class FactBookReader
{
    private const string VendorsFile = "vendors.json";
    private const string ModelsFile = "models.json";
    private const string LicencesFile = "licences.json";

    public static FactBookLoad Read(string folder)
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

    private static void Twice(string file, string section, IEnumerable<string> names, List<string> problems) =>
        problems.AddRange(names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => $"{file}: {section}: '{same.Key}' is there twice"));
}
