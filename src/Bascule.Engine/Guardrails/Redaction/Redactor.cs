using System.Buffers;
using System.Text;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Guardrails.Reading;

namespace Bascule.Engine.Guardrails.Redaction;

/// <summary>Takes out of a JSON text what the detectors find, and every string that they can't read. What stays is JSON of the same shape.</summary>
internal static class Redactor
{
    /// <summary>A string that is no text but short is an id, a role, a word of the dialect.</summary>
    private const int MaxUnread = 128;

    private static readonly DetectorSet All = Everything();

    /// <summary>The same JSON without what is found. It ends where it is no JSON any more: of a text that was cut, what is whole stays.</summary>
    /// <param name="ended">False: it was not whole.</param>
    /// <param name="own">What is looked for besides the built-in kinds.</param>
    public static byte[] Redact(ReadOnlySpan<byte> json, IReadOnlyList<DetectorSet> own, out bool ended)
    {
        var places = Find(json, own, out var texts);
        var written = new ArrayBufferWriter<byte>(json.Length + 64);
        var tokens = new JsonTokens(json);
        var (at, place, text) = (0, 0, 0);
        while (true)
        {
            var token = tokens.Read();
            if (token is JsonToken.End or JsonToken.Broken)
            {
                ended = token == JsonToken.End;
                if (ended)
                {
                    written.Write(json[at..]);
                }

                return written.WrittenSpan.ToArray();
            }

            while (text < texts.Count && texts[text].End <= tokens.Start)
            {
                text++;
            }

            while (place < places.Count && places[place].Start < tokens.End)
            {
                var (start, end, kind) = places[place++];
                if (start >= at)
                {
                    written.Write(json[at..start]);
                    Encoding.UTF8.GetBytes(token == JsonToken.Number ? $"\"[{kind}]\"" : $"[{kind}]", written);    // a number that is none any more must be a string
                    at = end;
                }
            }

            var read = text < texts.Count && texts[text].Start < tokens.End && texts[text].End > tokens.Start;
            if (token == JsonToken.Text && !read && tokens.End - tokens.Start > MaxUnread)
            {
                written.Write(json[at..tokens.Start]);
                written.Write("[not kept]"u8);
                at = tokens.End;
            }

            if (tokens.End > at)
            {
                written.Write(json[at..tokens.End]);
                at = tokens.End;
            }
        }
    }

    private static List<(int Start, int End, string Kind)> Find(ReadOnlySpan<byte> json, IReadOnlyList<DetectorSet> own, out List<(int Start, int End)> texts)
    {
        var places = new List<(int Start, int End, string Kind)>();
        texts = [];
        var found = new List<Finding>();
        var walk = new BodyTexts(json);
        try
        {
            while (walk.Next())
            {
                texts.Add((walk.Start, walk.End));
                found.Clear();
                All.Find(walk.Text, found);
                foreach (var set in own)
                {
                    set.Find(walk.Text, found);
                }

                foreach (var finding in found)
                {
                    var (start, end) = walk.Locate(finding.Start, finding.Length);
                    places.Add((start, end, finding.Kind));
                }
            }
        }
        finally
        {
            walk.Dispose();
        }

        places.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        return own.Count == 0 ? places : Apart(places);
    }

    /// <summary>Two sets may find places that overlap: what either found goes, under the first's kind.</summary>
    private static List<(int Start, int End, string Kind)> Apart(List<(int Start, int End, string Kind)> places)
    {
        var apart = new List<(int Start, int End, string Kind)>(places.Count);
        foreach (var place in places)
        {
            if (apart is [.., var last] && place.Start < last.End)
            {
                apart[^1] = last with { End = Math.Max(last.End, place.End) };
            }
            else
            {
                apart.Add(place);
            }
        }

        return apart;
    }

    private static DetectorSet Everything() =>
        DetectorSet.TryMake([.. DetectorSet.Names.Where(name => name is not ("injection" or "jailbreak"))], [], out var set, out var error)
            ? set
            : throw new InvalidOperationException(error);
}
