using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Ndjson;

namespace Bascule.Engine.Tests.Dialects.Ndjson;

/// <summary>Cuts bytes into lines, fed in pieces.</summary>
internal static class Lines
{
    public static List<string> Data(string text, int step = int.MaxValue) => Data(Encoding.UTF8.GetBytes(text), step);

    public static List<string> Data(byte[] bytes, int step = int.MaxValue)
    {
        var data = new List<string>();
        Run(bytes, step, frame =>
        {
            if (frame.HasData)
            {
                data.Add(Encoding.UTF8.GetString(frame.Data));
            }
        });
        return data;
    }

    public static string Raw(string text, int step)
    {
        using var raw = new MemoryStream();
        Run(Encoding.UTF8.GetBytes(text), step, frame => raw.Write(frame.Raw));
        return Encoding.UTF8.GetString(raw.ToArray());
    }

    public static void Feed(FrameReader reader, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var into = reader.GetMemory();
            var count = Math.Min(into.Length, bytes.Length);
            bytes[..count].CopyTo(into.Span);
            reader.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static void Run(byte[] bytes, int step, Action<Frame> take)
    {
        using var reader = new NdjsonReader();
        for (var at = 0; at < bytes.Length; at += Math.Min(step, bytes.Length - at))
        {
            Feed(reader, bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
            while (reader.TryRead(out var frame))
            {
                take(frame);
            }
        }

        reader.Complete();
        while (reader.TryRead(out var frame))
        {
            take(frame);
        }
    }
}
