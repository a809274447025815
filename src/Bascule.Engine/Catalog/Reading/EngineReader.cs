namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads an inference engine's record.</summary>
internal static class EngineReader
{
    public static EngineFacts? Read(RecordReader record)
    {
        var id = record.Word("id");
        var name = record.NeededText("name");
        var dialect = record.NeededText("dialect");
        var port = record.NeededCount("port");
        var basePath = record.NeededText("base_path");
        var probes = record.List("probes", Probe);
        var engine = new EngineFacts(id ?? "")
        {
            Name = name!,
            Dialect = dialect!,
            Speaks = record.Texts("speaks"),
            Port = port!,
            BasePath = basePath!,
            Probes = probes,
            Prefill = record.Choice("prefill", Prefills.Words),
            Health = record.Text("health"),
            Docs = VendorReader.Url(record, "docs"),
        };
        if (port?.Value is < 1 or > 65535)
        {
            record.Problem("port", $"{port.Value} is no port");
        }

        if (engine.Health is { Value: var path } && !path.StartsWith('/'))
        {
            record.Problem("health", $"'{path}' is no path: it begins with '/'");
        }

        if (probes.Count == 0)
        {
            record.Problem("probes", "missing: without one nothing tells this engine from another");
        }

        return id is null || name is null || dialect is null || port is null || basePath is null ? null : engine;
    }

    private static EngineProbe? Probe(RecordReader record)
    {
        var path = record.Word("path");
        var member = record.Word("member");
        var value = record.Text("equals")?.Value;
        return path is not null && member is not null && record.Source() is var (source, asOf)
            ? new(path, member, value, source, asOf)
            : null;
    }
}
