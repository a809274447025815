using Bascule.Engine.Resilience.Prompts;

namespace Bascule.Engine.Tests.Resilience.Prompts;

public sealed class BlockTableTests
{
    private readonly BlockTable _table = new();

    [Fact]
    public void Match_ASharedBeginning_IsCountedAndNoMore()
    {
        Add([1, 2, 3]);
        Assert.Equal(2, _table.Match([1, 2, 9, 3]));
        Assert.Equal(0, _table.Match([9, 2, 3]));
    }

    [Fact]
    public void Missed_WhatWasUsedNoLater_IsForgottenToo()
    {
        Add([1, 2, 3]);
        Add([10, 11]);
        Add([20, 21]);
        _table.Missed(Add([10, 11, 12]));
        Assert.Equal(0, _table.Match([1, 2, 3]));
        Assert.Equal(2, _table.Match([20, 21]));
        Assert.Equal(3, _table.Match([10, 11, 12]));
    }

    [Fact]
    public void Add_MoreThanItHolds_ForgetsTheOlderHalf()
    {
        for (var i = 0; i <= BlockTable.MaxBlocks; i++)
        {
            Add([(ulong)i + 1]);
        }

        Assert.InRange(_table.Count, BlockTable.MaxBlocks / 3, BlockTable.MaxBlocks);
        Assert.Equal(1, _table.Match([BlockTable.MaxBlocks]));
        Assert.Equal(0, _table.Match([1]));
    }

    [Fact]
    public void Blocks_OfTwoTenants_ShareNone()
    {
        var prompt = new byte[10_000];
        var (one, same, other) = (PromptBlocks.Of(prompt, "key:a"), PromptBlocks.Of([.. prompt, 1], "key:a"), PromptBlocks.Of(prompt, "key:b"));
        Assert.Equal(9, one.Length);
        Assert.Equal(one, same);
        Assert.Empty(one.Intersect(other));
    }

    private long Add(ulong[] prompt) => _table.Add(prompt, out _);
}
