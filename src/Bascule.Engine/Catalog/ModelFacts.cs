namespace Bascule.Engine.Catalog;

/// <summary>What is known of a model, whoever serves it; each fact with source and date, an unknown one null.</summary>
public sealed record ModelFacts(string Id)
{
    public required Fact<string> Name { get; init; }

    public Fact<string>? Family { get; init; }

    /// <summary>Who made it.</summary>
    public Fact<string>? Vendor { get; init; }

    /// <summary>The same as the first part of the id says it.</summary>
    public string VendorId => Id.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? Id[..slash] : Id;

    /// <summary>The ISO 3166 country of the vendor that made it.</summary>
    public Fact<string>? Origin { get; init; }

    public Fact<Openness>? Openness { get; init; }

    /// <summary>The licence of its weights or its vendor's terms: an SPDX identifier, or the word its model card uses; <see cref="FactBook.Licence"/> knows it.</summary>
    public Fact<string>? Licence { get; init; }

    /// <summary>An ISO date, or only its year and month where no more was said.</summary>
    public Fact<string>? Released { get; init; }

    /// <summary>From that day on its vendor answers no more; open weights can be served on.</summary>
    /// <inheritdoc cref="Released"/>
    public Fact<string>? EndOfLife { get; init; }

    /// <inheritdoc cref="Released"/>
    public Fact<string>? KnowledgeCutOff { get; init; }

    /// <summary>All of its parameters.</summary>
    public Fact<long>? Parameters { get; init; }

    /// <summary>Those that a token passes; of a dense model all.</summary>
    public Fact<long>? ActiveParameters { get; init; }

    /// <summary>Tokens of input and output together.</summary>
    public Fact<long>? ContextWindow { get; init; }

    /// <summary>Tokens of input alone, where the vendor bounds them apart.</summary>
    public Fact<long>? MaxInput { get; init; }

    public Fact<long>? MaxOutput { get; init; }

    /// <summary>What may go in: text, image, audio, video, file.</summary>
    public Fact<IReadOnlyList<string>>? Input { get; init; }

    /// <summary>What comes out: the same words, and embedding.</summary>
    public Fact<IReadOnlyList<string>>? Output { get; init; }

    /// <summary>It answers with vectors, which can only be compared with those of the same model.</summary>
    public bool MakesVectors => Output?.Value.Contains("embedding") == true;

    public Fact<bool>? Tools { get; init; }

    public Fact<bool>? JsonSchema { get; init; }

    public Fact<bool>? Reasoning { get; init; }

    /// <summary>Its vendor reads a known beginning of a prompt from a cache, for less.</summary>
    public Fact<bool>? Caching { get; init; }

    /// <summary>Whether it goes on from the beginning of an answer where its vendor lets it; false counts against every form.</summary>
    public Fact<bool>? Prefill { get; init; }

    public Fact<bool>? Images => Takes("image");

    public Fact<bool>? Audio => Takes("audio");

    public Fact<bool>? Files => Takes("file");

    /// <summary>Names of its weights, by which engines serve it.</summary>
    public Fact<IReadOnlyList<string>>? Weights { get; init; }

    public IReadOnlyList<Offer> Offers { get; init; } = [];

    private Fact<bool>? Takes(string modality) =>
        Input is null ? null : new(Input.Value.Contains(modality), Input.Source, Input.AsOf);
}
