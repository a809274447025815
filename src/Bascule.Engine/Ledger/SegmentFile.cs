using System.Globalization;

namespace Bascule.Engine.Ledger;

/// <summary>Names and shape of a journal segment: eight bytes of format name, then records of length, CRC-32C, kind and JSON.</summary>
internal static class SegmentFile
{
    /// <summary>Length (4), CRC-32C of kind and JSON (4), kind (1); little-endian. The length counts kind and JSON.</summary>
    public const int RecordHead = 9;

    public static ReadOnlySpan<byte> Format => "bascule1"u8;

    public static string PathOf(string folder, long number) => Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + ".seg");

    public static long[] List(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.seg")
            .Select(path => long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0)
            .Order()];
}

/// <summary>What a record says.</summary>
internal enum RecordKind : byte
{
    Begun = 1,
    Settled = 2,
}
