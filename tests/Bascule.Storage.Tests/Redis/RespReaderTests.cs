using System.Text;
using Bascule.Storage.Redis;
using CsCheck;

namespace Bascule.Storage.Tests.Redis;

/// <summary>Replies out of bytes that come in pieces.</summary>
public sealed class RespReaderTests
{
    private static readonly byte[] Replies = Encoding.UTF8.GetBytes("+OK\r\n:-42\r\n$5\r\nhel\r\n\r\n$-1\r\n*3\r\n:1\r\n$0\r\n\r\n*1\r\n+x\r\n-ERR no\r\n*-1\r\n");

    [Fact]
    public void TryRead_AnySplitOfTheBytes_GivesTheSameReplies()
    {
        for (var cut = 0; cut < Replies.Length; cut++)
        {
            var whole = new List<RespValue>();
            var (from, to) = (0, cut);
            while (from < Replies.Length)
            {
                if (RespReader.TryRead(Replies.AsSpan(from, to - from), out var value, out var used))
                {
                    whole.Add(value);
                    from += used;
                }
                else
                {
                    Assert.True(to < Replies.Length);
                    to = Replies.Length;
                }
            }

            Assert.Equal([RespKind.Status, RespKind.Integer, RespKind.Bytes, RespKind.Null, RespKind.Items, RespKind.Error, RespKind.Null], whole.Select(value => value.Kind));
            Assert.Equal(("OK", -42L, "hel\r\n", "ERR no"), (whole[0].Text, whole[1].Integer, whole[2].Text, whole[5].Text));
            Assert.Equal((3, 1L, "x"), (whole[4].Items.Length, whole[4].Items[0].Integer, whole[4].Items[2].Items[0].Text));
        }
    }

    [Fact]
    public void TryRead_OfAnyBytes_ReadsWaitsOrSaysThatTheyAreNone() =>
        Gen.Byte.Array[0, 64].Sample(bytes =>
        {
            try
            {
                RespReader.TryRead(bytes, out _, out _);
            }
            catch (InvalidDataException)
            {
                // What it says of bytes that no Redis sends.
            }
        });
}
