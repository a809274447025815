using Bascule.Engine.Ledger.Content;

namespace Bascule.Server.Configuration;

/// <summary>What the ledger stores of words, as the operator wrote it.</summary>
/// <param name="KeyFile">The absolute path of the file with the keys that full words are sealed with, or null.</param>
public sealed record ContentConfig(string? KeyFile = null)
{
    public ContentOptions Options { get; init; } = ContentOptions.None;
}
