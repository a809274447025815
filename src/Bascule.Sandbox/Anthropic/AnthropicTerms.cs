using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Anthropic;

/// <summary>What, beside the body, decides whether Anthropic takes a request.</summary>
public sealed record AnthropicTerms
{
    /// <summary>The anthropic-version header; a request without one is refused.</summary>
    public string? Version { get; init; } = "2023-06-01";

    /// <summary>The anthropic-beta header: with any, fields and blocks of betas are taken unseen.</summary>
    public string? Beta { get; init; }

    /// <summary>Takes any signature that is not empty, for recorded requests that the real vendor signed.</summary>
    public bool TakesForeignSignatures { get; init; }

    /// <summary>A count of tokens: no limit is asked for, nor anything about the answer.</summary>
    public bool Counts { get; init; }

    internal static AnthropicTerms Of(IHeaderDictionary headers) => new() { Version = headers["anthropic-version"], Beta = headers["anthropic-beta"] };
}
