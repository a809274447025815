using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Sse;

namespace Bascule.Engine.Tests.Dialects.Sse;

/// <summary>Cuts bytes into frames, fed in pieces.</summary>
internal static class SseFrames
{
    public static List<(string Name, string Data)> Cut(byte[] bytes, params int[] cuts)
    {
        var frames = new List<(string, string)>();
        Run(bytes, cuts, frame =>
        {
            if (frame.HasData)
            {
                frames.Add((Encoding.UTF8.GetString(frame.Name), Encoding.UTF8.GetString(frame.Data)));
            }
        });
        return frames;
    }

    public static string Raw(byte[] bytes, int step)
    {
        var raw = new MemoryStream();
        Run(bytes, Enumerable.Range(1, bytes.Length / step).Select(index => index * step), frame => raw.Write(frame.Raw));
        return Encoding.UTF8.GetString(raw.ToArray());
    }

    public static void Run(byte[] bytes, IEnumerable<int> cuts, Action<Frame> take)
    {
        using var reader = new SseReader();
        var from = 0;
        foreach (var cut in cuts.Append(bytes.Length))
        {
            Feed(reader, bytes.AsSpan(from, cut - from));
            from = cut;
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

    public static void Feed(SseReader reader, ReadOnlySpan<byte> bytes)
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
}
