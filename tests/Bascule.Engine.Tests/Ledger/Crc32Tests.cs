using Bascule.Engine.Ledger;
using CsCheck;

namespace Bascule.Engine.Tests.Ledger;

public sealed class Crc32Tests
{
    [Fact]
    public void Crc_CheckString_IsThePublishedValue() => Assert.Equal(0xE3069283u, Crc32.Of("123456789"u8));

    [Fact]
    public void Crc_AnyBytes_IsThatOfTheBitwiseDefinition() =>
        Gen.Byte.Array[0, 100].Sample(bytes => Crc32.Of(bytes) == Bitwise(bytes));

    private static uint Bitwise(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}
