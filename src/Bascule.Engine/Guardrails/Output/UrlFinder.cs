using System.Buffers;
using System.Globalization;
using System.Text;
using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>
/// Finds addresses that lead to a host which is not on the list: bare ones, links and images of Markdown and HTML. An address is how what a model read leaves by the
/// answer, since a client loads an image unasked; so what cannot be read as an address with a listed host is found too.
/// </summary>
public sealed class UrlFinder : IAnswerFinder
{
    public const string Kind = "url";

    private static readonly IdnMapping Idn = new();
    private static readonly Comparer<Finding> ByStart = Comparer<Finding>.Create(static (one, other) => one.Start - other.Start);

    /// <summary>An address has one of these before its host.</summary>
    private static readonly SearchValues<byte> Marks = SearchValues.Create(":/.\\"u8);

    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly List<string> _domains = [];

    /// <param name="hosts">Hosts by name, or <c>*.example.com</c> for all below one.</param>
    public UrlFinder(IEnumerable<string> hosts)
    {
        foreach (var host in hosts.Select(Plain))
        {
            if (host.StartsWith("*.", StringComparison.Ordinal))
            {
                _domains.Add(host[1..]);
            }
            else
            {
                _hosts.Add(host);
            }
        }
    }

    public void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        var first = found.Count;
        FindIn(text, found);
        if (LinkText.IsPlain(text))
        {
            return;
        }

        var second = found.Count;
        using (var read = new LinkText(text))
        {
            FindIn(read.Bytes, found);
            for (var i = second; i < found.Count; i++)
            {
                found[i] = read.Back(found[i]);
            }
        }

        Merge(found, first);
    }

    private static void Merge(List<Finding> found, int first)
    {
        found.Sort(first, found.Count - first, ByStart);
        var last = first;
        for (var i = first + 1; i < found.Count; i++)
        {
            if (found[i].Start < found[last].Start + found[last].Length)
            {
                found[last] = new Finding(Kind, found[last].Start, Math.Max(found[last].Length, found[i].Start + found[i].Length - found[last].Start));
            }
            else
            {
                found[++last] = found[i];
            }
        }

        found.RemoveRange(Math.Min(last + 1, found.Count), Math.Max(found.Count - last - 1, 0));
    }

    private void FindIn(ReadOnlySpan<byte> text, List<Finding> found)
    {
        var from = 0;
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAny(Marks);
            if (next < 0)
            {
                return;
            }

            at += next;
            if (Look(text, from, at) is { } address)
            {
                if (!IsListed(text[address.Host..address.HostEnd]))
                {
                    found.Add(new Finding(Kind, address.Start, address.End - address.Start));
                }

                at = from = Math.Max(address.End, at + 1);
            }
            else
            {
                at++;
            }
        }
    }

    /// <summary>The address of which a mark stands here; null: there is none.</summary>
    /// <param name="from">Before it everything was looked at.</param>
    private static Address? Look(ReadOnlySpan<byte> text, int from, int at) => text[at] switch
    {
        (byte)':' => OfScheme(text, from, at),
        (byte)'.' => OfWww(text, from, at),
        _ => OfSlashes(text, from, at),
    };

    private static Address? OfScheme(ReadOnlySpan<byte> text, int from, int at)
    {
        var start = at;
        while (start > from && (char.IsAsciiLetterOrDigit((char)text[start - 1]) || text[start - 1] is (byte)'+' or (byte)'-' or (byte)'.'))
        {
            start--;
        }

        var scheme = text[start..at];
        if (scheme.IsEmpty)
        {
            return null;
        }

        // A browser takes any number of slashes behind these, and back-slashes too.
        var isWeb = Is(scheme, "http"u8) || Is(scheme, "https"u8) || Is(scheme, "ws"u8) || Is(scheme, "wss"u8) || Is(scheme, "ftp"u8);
        var (behind, slashes) = (at + 1, 0);
        for (var next = behind; next < text.Length && text[next] is (byte)'/' or (byte)'\\' or (byte)'\t' or (byte)'\n' or (byte)'\r'; next++)
        {
            if (text[next] is (byte)'/' or (byte)'\\')
            {
                (behind, slashes) = (next + 1, slashes + 1);
            }
        }

        if (Is(scheme, "javascript"u8) || Is(scheme, "vbscript"u8) || (Is(scheme, "data"u8) && IsTarget(text, start)))
        {
            return new Address(start, EndOf(text, at), at, at);
        }

        return (isWeb && slashes > 0) || slashes >= 2 ? Of(text, start, behind) : null;
    }

    /// <summary><c>www.</c>, which many clients make a link of.</summary>
    private static Address? OfWww(ReadOnlySpan<byte> text, int from, int at)
    {
        var start = at - 3;
        return start >= from && Is(text[start..at], "www"u8) && (start == 0 || !char.IsAsciiLetterOrDigit((char)text[start - 1])) && at + 1 < text.Length && char.IsAsciiLetterOrDigit((char)text[at + 1])
            ? Of(text, start, start)
            : null;
    }

    /// <summary>Two slashes without a scheme, where an address is meant: a link's target, an attribute's value.</summary>
    private static Address? OfSlashes(ReadOnlySpan<byte> text, int from, int at) =>
        at + 2 < text.Length && text[at + 1] is (byte)'/' or (byte)'\\' && text[at + 2] is not ((byte)'/' or (byte)'\\' or (byte)' ' or (byte)'\n') && at >= from && IsTarget(text, at) ? Of(text, at, at + 2) : null;

    private static bool IsTarget(ReadOnlySpan<byte> text, int at)
    {
        var before = text[..at].TrimEnd(" \t\n\r<"u8);
        return before.Length > 0 && before[^1] is (byte)'(' or (byte)'"' or (byte)'\'' or (byte)'=' && (before[^1] != '(' || before.EndsWith("]("u8) || EndsWithUrl(before))
            || before.EndsWith("]:"u8);
    }

    private static bool EndsWithUrl(ReadOnlySpan<byte> before) => before.Length >= 4 && Is(before[^4..^1], "url"u8);

    private static Address Of(ReadOnlySpan<byte> text, int start, int host)
    {
        var end = EndOf(text, host);
        var hostEnd = HostEndOf(text, host, end);
        if (hostEnd == end && !EndsBehind(text, end))
        {
            // A client may take the comma or bracket for a part of the host.
            while (end < text.Length && text[end] > ' ' && text[end] is not ((byte)'"' or (byte)'<' or (byte)'>'))
            {
                end++;
            }

            hostEnd = HostEndOf(text, host, end);
        }

        return new Address(start, Math.Max(end, host), host, hostEnd);
    }

    private static int HostEndOf(ReadOnlySpan<byte> text, int host, int end) => text[host..end].IndexOfAny("/\\?#"u8) is >= 0 and var stop ? host + stop : end;

    /// <summary>Behind the marks of a sentence or a link nothing goes on that could be more of a host.</summary>
    private static bool EndsBehind(ReadOnlySpan<byte> text, int at)
    {
        var rest = text[at..].TrimStart(",.;:!)}]'`|*_"u8);
        return rest.IsEmpty || rest[0] <= ' ' || rest[0] is (byte)'"' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)'/' or (byte)'\\' or (byte)'?' or (byte)'#';
    }

    private static int EndOf(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] > ' ' && text[at] is not ((byte)'"' or (byte)'\'' or (byte)'<' or (byte)'>' or (byte)')' or (byte)'`' or (byte)'|' or (byte)'}' or (byte)','))
        {
            at++;
        }

        return at;
    }

    /// <summary>A host that is on the list, with a plain port or none. A name and password before it, or escapes in it, are nobody's honest address.</summary>
    private bool IsListed(ReadOnlySpan<byte> authority)
    {
        var text = Encoding.UTF8.GetString(authority).TrimEnd('.', ';', ':', '!', '*', '_', ']');
        var colon = text.LastIndexOf(':');
        if (colon >= 0)
        {
            if (text.Length - colon > 6 || text[(colon + 1)..].Any(one => !char.IsAsciiDigit(one)))
            {
                return false;
            }

            text = text[..colon];
        }

        if (text.Length is 0 or > 253 || text.Any(one => one is '@' or '%' or ':'))
        {
            return false;
        }

        text = Plain(text);
        return _hosts.Contains(text) || _domains.Exists(domain => text.EndsWith(domain, StringComparison.Ordinal));
    }

    /// <summary>A host in the letters that go over the wire; as it is where it has none.</summary>
    private static string Plain(string host)
    {
        try
        {
            return Idn.GetAscii(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return host.ToLowerInvariant();
        }
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);

    /// <summary>Where an address stands, and its host in it.</summary>
    private readonly record struct Address(int Start, int End, int Host, int HostEnd);
}
