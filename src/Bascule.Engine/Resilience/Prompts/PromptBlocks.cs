using System.Text;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>
/// A prompt in blocks of about 256 tokens, each the hash of itself and of all before it: two prompts share as many as they begin with the same. A tenant's blocks are his own, so that nobody sees by where his
/// request goes whether somebody else has asked the same.
/// </summary>
internal static class PromptBlocks
{
    /// <summary>About 256 tokens: engines share blocks of 16 and more, and nothing is decided by a few.</summary>
    public const int BytesOfBlock = 1_024;

    public const int TokensOfBlock = 256;

    /// <summary>Of a longer prompt the first 4 MB count.</summary>
    public const int MaxBlocks = 4_096;

    public static ulong[] Of(ReadOnlySpan<byte> prompt, string? tenant)
    {
        var blocks = new ulong[Math.Min(prompt.Length / BytesOfBlock, MaxBlocks)];
        var hash = new PromptHash(PromptHash.Of(Encoding.UTF8.GetBytes(tenant ?? "")));
        for (var i = 0; i < blocks.Length; i++)
        {
            var block = prompt.Slice(i * BytesOfBlock, BytesOfBlock);
            for (; block.Length > 0; block = block[PromptHash.Step..])
            {
                hash.Add(block);
            }

            blocks[i] = hash.State;
        }

        return blocks;
    }
}
