using System.Globalization;
using System.Text;
using Bascule.Engine.Catalog;

namespace Bascule.Journeys.Documents;

/// <summary>The page that lists each provider with the lines of config that add it, made from the catalog.</summary>
internal static class ProvidersPage
{
    private const string Head = """
        # Providers

        Each with the lines of config that add it. What a name stands for (address, dialect, key variable, what it refuses) are facts of `catalog/vendors.json`, each with its
        source and date; a test makes this page from them (`BASCULE_WRITE_DOCS=1` writes it anew). Save the lines as `bascule.yaml`, set the key, and ask for the model `assistant`.

        *Mended* are recorded refusals: members of a request that this provider answers with an error are renamed or left out before it sees them. What is left out stands in the
        answer's `x-bascule-dropped`.

        ## Any other OpenAI-compatible one

        Its address is all it takes, as the provider's own documentation gives it to OpenAI's SDK:

        ```yaml
        providers:
          acme: { dialect: openai-chat, base_url: "https://api.acme.example/v1", api_key: "${ACME_API_KEY}" }
        routes:
          assistant: acme/any-model-of-theirs
        ```

        `dialect` may also say `anthropic`, `openai-responses`, `gemini`, `mistral`, `cohere`, `ollama` or `tgi` for a service that speaks one of those at its own address.

        ## Engines on your own machines

        An engine's name sets dialect and paths. `hosting: self` says that the words stay at home; a caller's image URL is then fetched by the gateway and handed on as bytes, unless
        `urls: pass` lets the engine fetch it itself.

        """;

    public static string Write(FactBook facts)
    {
        var page = new StringBuilder(Head);
        foreach (var engine in facts.Engines)
        {
            Engine(page, engine);
        }

        page.AppendLine("## Vendors").AppendLine();
        foreach (var vendor in facts.Vendors.Where(vendor => vendor.Id != "sandbox"))
        {
            Vendor(page, vendor);
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Engine(StringBuilder page, EngineFacts engine) => page
        .AppendLine(CultureInfo.InvariantCulture, $"### {engine.Name.Value} (`engine: {engine.Id}`)").AppendLine()
        .AppendLine(CultureInfo.InvariantCulture, $"Asked in `{engine.Dialect.Value}` below `{engine.BasePath.Value}`.{Docs(engine.Docs)}").AppendLine()
        .AppendLine("```yaml").AppendLine("providers:")
        .AppendLine(CultureInfo.InvariantCulture, $"  gpu: {{ engine: {engine.Id}, base_url: \"http://10.0.0.5:{engine.Port.Value}\", hosting: self }}")
        .AppendLine("routes:").AppendLine("  assistant: gpu/the-model-it-serves")
        .AppendLine("```").AppendLine();

    private static void Vendor(StringBuilder page, VendorFacts vendor)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"### {vendor.Name.Value} (`{vendor.Id}`)").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{About(vendor)}{Docs(vendor.Docs)}").AppendLine();
        if (Mends(vendor) is { Length: > 0 } mended)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"Mended: {mended}.").AppendLine();
        }

        page.AppendLine("```yaml").AppendLine("providers:")
            .AppendLine(CultureInfo.InvariantCulture, $"  {vendor.Id}: {Options(vendor)}")
            .AppendLine("routes:").AppendLine(CultureInfo.InvariantCulture, $"  assistant: \"{vendor.Id}/{vendor.DefaultModel.Value}\"")
            .AppendLine("```").AppendLine();
    }

    private static string About(VendorFacts vendor)
    {
        var also = vendor.Speaks is { Value: { Count: > 0 } speaks } ? $", and as it comes in {string.Join(", ", speaks.Select(name => $"`{name}`"))}" : "";
        var names = vendor.Aliases.Count > 0 ? $" Also known as {string.Join(", ", vendor.Aliases.Select(name => $"`{name}`"))}." : "";
        var keys = vendor.KeyVariables.Value;
        var key = keys.Count == 0 ? "" : $" The key comes from {string.Join(" or ", keys.Select(name => $"`{name}`"))}.";
        return $"Asked in `{vendor.Dialect.Value}`{also}.{key}{names}";
    }

    private static string Docs(Fact<string>? docs) => docs is null ? "" : $" Its own documentation: <{docs.Value}>.";

    private static string Mends(VendorFacts vendor) => string.Join(", ", vendor.Quirks
        .GroupBy(quirk => (quirk.Field, quirk.Action, quirk.To))
        .Select(group => $"{Mend(group.Key.Field, group.Key.Action, group.Key.To)} ({string.Join(", ", group.Select(quirk => quirk.Models == "*" ? "all models" : $"`{quirk.Models}`"))})"));

    private static string Mend(string field, QuirkAction action, string? to) => action switch
    {
        QuirkAction.Rename => $"`{field}` becomes `{to}`",
        QuirkAction.Role => $"the role `{field}` becomes `{to}`",
        _ => $"`{field}` is left out",
    };

    /// <summary>What a vendor needs besides its name.</summary>
    private static string Options(VendorFacts vendor) => vendor switch
    {
        { Id: "bedrock" } => "{ region: eu-central-1 }",
        { Id: "vertex" } => "{ project: my-project, location: europe-west4 }",
        { BaseUrlForm.Value: var form, Hosting.Value: "self" } => $"{{ base_url: \"{form}\", hosting: self }}",
        { BaseUrlForm.Value: var form } => $"{{ base_url: \"{form}\" }}",
        _ => "{}",
    };
}
