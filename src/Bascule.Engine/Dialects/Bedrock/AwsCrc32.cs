namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>CRC-32 as Ethernet has it (reflected 0xEDB88320), which AWS's event streams carry twice a message.</summary>
internal static class AwsCrc32
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc = (crc >> 8) ^ Table[(byte)crc ^ one];
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var at = 0u; at < table.Length; at++)
        {
            var value = at;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[at] = value;
        }

        return table;
    }
}
