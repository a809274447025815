namespace Bascule.Engine.Catalog;

/// <summary>A question only this engine answers so: GET <paramref name="Path"/>, and the JSON has <paramref name="Member"/> (names and indices parted by '/'), with <paramref name="Value"/> if one is given.</summary>
public sealed record EngineProbe(string Path, string Member, string? Value, string Source, DateOnly AsOf);

/// <summary>What is known of an inference engine that people run themselves.</summary>
public sealed record EngineFacts(string Id)
{
    public required Fact<string> Name { get; init; }

    public required Fact<string> Dialect { get; init; }

    /// <summary>Further wire formats it takes at the same server, e.g. <c>ollama</c>.</summary>
    public Fact<IReadOnlyList<string>>? Speaks { get; init; }

    /// <summary>The port it listens on unless told otherwise.</summary>
    public required Fact<long> Port { get; init; }

    /// <summary>The path under which it speaks its dialect.</summary>
    public required Fact<string> BasePath { get; init; }

    /// <summary>All must answer in the engine's own shape before it is believed to be it.</summary>
    public required IReadOnlyList<EngineProbe> Probes { get; init; }

    /// <summary>How it is asked to go on from the beginning of an answer; null: nobody recorded that it can.</summary>
    public Fact<PrefillForm>? Prefill { get; init; }

    /// <summary>The path, from the server's root, that answers 2xx while the engine is well and needs no model to be named.</summary>
    public Fact<string>? Health { get; init; }

    public Fact<string>? Docs { get; init; }
}
