using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects;

public sealed class AnswerTraceTests
{
    [Fact]
    public void Hash_OfAnySplit_IsThatOfTheWhole()
    {
        var dice = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[dice.Next(1, 6_000)];
            dice.NextBytes(bytes);
            using var trace = new AnswerTrace(hashes: true, keeps: true);
            var at = 0;
            var last = dice.Next(0, bytes.Length);
            while (at < last)
            {
                var take = Math.Min(dice.Next(1, 2_000), last - at);
                trace.Take(bytes.AsSpan(at, take));
                at += take;
            }

            trace.Foresee(bytes.AsSpan(last));
            trace.Conclude();
            Assert.Equal(Digest.Of(bytes), trace.Hash);
            Assert.Equal(bytes, trace.Kept.ToArray());

            // Now they go, in two pieces, and are not counted twice; what follows them changes nothing any more.
            trace.Take(bytes.AsSpan(last, (bytes.Length - last) / 2));
            trace.Take(bytes.AsSpan(last + ((bytes.Length - last) / 2)));
            trace.Take("\n"u8);
            Assert.Equal(Digest.Of(bytes), trace.Hash);
        }
    }

    [Fact]
    public void Kept_PastItsBound_IsCut()
    {
        using var trace = new AnswerTrace(hashes: false, keeps: true);
        trace.Take(new byte[AnswerTrace.MaxKept - 10]);
        Assert.False(trace.Cut);
        trace.Foresee(new byte[11]);
        Assert.Equal((AnswerTrace.MaxKept, true, (Digest?)null), (trace.KeptLength, trace.Cut, trace.Hash));
    }

    [Fact]
    public void Digest_AsText_IsWhatSha256Sums()
    {
        var digest = Digest.Of("abc"u8);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digest.ToString());
        Assert.True(Digest.TryParse(digest.ToString().ToUpperInvariant(), out var parsed) && parsed == digest);
        Assert.False(Digest.TryParse("zz" + digest.ToString()[2..], out _));
        Assert.False(Digest.TryParse((string?)null, out _));
    }
}
