using System.Buffers.Binary;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Keeping;

namespace Bascule.Storage.Vectors;

/// <summary>A vector and its question's marks as bytes, little-endian, before they are sealed.</summary>
internal static class VectorBytes
{
    public static byte[] Write(StoredVector stored)
    {
        var vector = stored.Vector ?? [];
        var bytes = new byte[PromptMarks.Size + (vector.Length * sizeof(float))];
        stored.Entry.Marks.Write(bytes);
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(PromptMarks.Size + (i * sizeof(float))), vector[i]);
        }

        return bytes;
    }

    /// <param name="bytes">Null: it was taken out.</param>
    public static StoredVector Read(SemanticEntry entry, byte[]? bytes)
    {
        if (bytes is null || bytes.Length < PromptMarks.Size)
        {
            return new StoredVector(entry, null);
        }

        var vector = new float[(bytes.Length - PromptMarks.Size) / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(PromptMarks.Size + (i * sizeof(float))));
        }

        return new StoredVector(entry with { Marks = PromptMarks.Read(bytes) }, vector);
    }
}
