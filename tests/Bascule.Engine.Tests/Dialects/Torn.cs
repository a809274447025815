using CsCheck;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Golden inputs with some bytes changed or cut off, and bytes without sense.</summary>
internal static class Torn
{
    private static readonly string[] Endings = [".request.json", ".answer.json", ".ndjson", ".sse"];

    public static Gen<byte[]> Bytes(string folder)
    {
        byte[][] seeds = [.. Endings.SelectMany(ending => GoldenFiles.Cases(folder, ending).Select(name => GoldenFiles.Read(folder, name + ending)))];
        var edit = Gen.Select(Gen.Int[0, 4000], Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'"', (byte)'{', (byte)'\\', (byte)'u', (byte)'0', (byte)',', (byte)'[')));
        return Gen.OneOf(Gen.Byte.Array[0, 60], Gen.Select(Gen.Int[0, seeds.Length - 1], edit.Array[0, 4], Gen.Int[0, 5000], (seed, edits, length) =>
        {
            var bytes = seeds[seed][..Math.Min(seeds[seed].Length, Math.Max(length, 1))].ToArray();
            foreach (var (at, value) in edits)
            {
                bytes[at % bytes.Length] = value;
            }

            return bytes;
        }));
    }
}
