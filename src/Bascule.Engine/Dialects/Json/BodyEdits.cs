using System.Text;
using System.Text.Json;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Byte splices of one request body: what goes upstream is the caller's bytes but for these. Nothing is decoded or written again.</summary>
public sealed class BodyEdits
{
    private readonly List<(int Start, int End, ReadOnlyMemory<byte> With)> _splices = [];
    private SortedSet<int>? _dropped;    // most requests lose nothing
    private IReadOnlyList<JsonMember> _members = [];

    /// <summary>The edits by name, for the row's decision: <c>model</c>, <c>include_usage</c>, <c>drop:seed</c>.</summary>
    public List<string> Names { get; } = [];

    public bool IsEmpty => _splices.Count == 0 && _dropped is null;

    /// <summary>Puts the upstream's name in the place of the caller's.</summary>
    public void SetModel(RequestProfile profile, string model)
    {
        if (profile.Model != model && !profile.ModelMember.IsAbsent)    // absent: the address names it
        {
            SetModel(profile.ModelMember.ValueStart, profile.ModelMember.ValueEnd, model);
        }
    }

    /// <summary>Names the model in a body that left it to a default.</summary>
    public void AddModel(RequestProfile profile, string model)
    {
        Names.Add("model");
        Insert(profile.ObjectStart + 1, [.. "\"model\":"u8, .. Quoted(model), (byte)',']);
    }

    /// <summary>The same where the name stands elsewhere, and maybe more than once.</summary>
    public void SetModel(int valueStart, int valueEnd, string model)
    {
        if (!Names.Contains("model"))
        {
            Names.Add("model");
        }

        Replace(valueStart, valueEnd, Quoted(model));
    }

    /// <summary>Asks an OpenAI-like stream for its usage chunk. The caller did not: the chunk is swallowed on the way back.</summary>
    public void AskForUsage(ReadOnlySpan<byte> body, RequestProfile profile)
    {
        Names.Add("include_usage");
        if (!profile.IncludeUsageMember.IsAbsent)
        {
            Replace(profile.IncludeUsageMember.ValueStart, profile.IncludeUsageMember.ValueEnd, "true"u8.ToArray());
            return;
        }

        var options = profile.StreamOptions;
        if (options.IsAbsent)
        {
            Insert(profile.ObjectStart + 1, "\"stream_options\":{\"include_usage\":true},"u8);
        }
        else if (body[options.ValueStart] != '{')
        {
            Replace(options.ValueStart, options.ValueEnd, "{\"include_usage\":true}"u8.ToArray());
        }
        else
        {
            var empty = body[(options.ValueStart + 1)..(options.ValueEnd - 1)].IndexOfAnyExcept(" \t\r\n"u8) < 0;
            Insert(options.ValueStart + 1, empty ? "\"include_usage\":true"u8 : "\"include_usage\":true,"u8);
        }
    }

    /// <summary>Puts other bytes in a place that the caller's dialect found; places may not overlap.</summary>
    /// <param name="edit">How the row calls it.</param>
    public void Splice(int start, int end, ReadOnlyMemory<byte> with, string edit)
    {
        if (!Names.Contains(edit))
        {
            Names.Add(edit);
        }

        Replace(start, end, with);
    }

    /// <summary>Gives a member another name. False: the caller did not send it, or sent the other one too.</summary>
    public bool Rename(ReadOnlySpan<byte> body, RequestProfile profile, string from, string to)
    {
        if (Find(body, profile, from) is not { } at || Find(body, profile, to) is not null)
        {
            return false;
        }

        Names.Add($"rename:{from}");
        Replace(profile.Members[at].NameStart, profile.Members[at].NameEnd, Quoted(to));
        return true;
    }

    /// <summary>Gives the messages of the role <c>developer</c> another one.</summary>
    public void RenameDeveloper(RequestProfile profile, string to)
    {
        if (profile.DeveloperRoles.Count == 0)
        {
            return;
        }

        Names.Add("role:developer");
        foreach (var value in profile.DeveloperRoles)
        {
            Replace(value.Start.Value, value.End.Value, Quoted(to));
        }
    }

    /// <summary>Leaves a member out. False: the caller did not send it.</summary>
    public bool Drop(ReadOnlySpan<byte> body, RequestProfile profile, string name)
    {
        if (Find(body, profile, name) is not { } at)
        {
            return false;
        }

        Names.Add($"drop:{name}");
        _members = profile.Members;
        (_dropped ??= []).Add(at);
        return true;
    }

    /// <summary>Puts fetched media in the place of its address.</summary>
    public void Inline(int start, int end, ReadOnlyMemory<byte> with)
    {
        if (!Names.Contains("inline"))
        {
            Names.Add("inline");
        }

        Replace(start, end, with);
    }

    /// <summary>The body in pieces, in order.</summary>
    public List<ReadOnlyMemory<byte>> Apply(ReadOnlyMemory<byte> body)
    {
        SpliceDropped();
        _splices.Sort(static (a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));    // what is put in before what is cut out there
        var pieces = new List<ReadOnlyMemory<byte>>(_splices.Count * 2 + 1);
        var at = 0;
        foreach (var (start, end, with) in _splices)
        {
            Add(pieces, body[at..start]);
            Add(pieces, with);
            at = end;
        }

        Add(pieces, body[at..]);
        return pieces;
    }

    /// <summary>A member goes with the comma behind it; a run at the object's end goes with the comma before it.</summary>
    private void SpliceDropped()
    {
        if (_dropped is null)
        {
            return;
        }

        var tail = _members.Count;
        while (_dropped.Contains(tail - 1))
        {
            tail--;
        }

        foreach (var at in _dropped)
        {
            if (at < tail)
            {
                Replace(_members[at].NameStart, _members[at + 1].NameStart, default);
            }
        }

        if (tail < _members.Count)
        {
            Replace(tail > 0 ? _members[tail - 1].ValueEnd : _members[0].NameStart, _members[^1].ValueEnd, default);
        }

        _dropped = null;
    }

    private static int? Find(ReadOnlySpan<byte> body, RequestProfile profile, string name)
    {
        Span<byte> utf8 = stackalloc byte[64];
        if (!Encoding.UTF8.TryGetBytes(name, utf8, out var length))
        {
            return null;
        }

        for (var i = 0; i < profile.Members.Count; i++)
        {
            var member = profile.Members[i];
            if (body[(member.NameStart + 1)..(member.NameEnd - 1)].SequenceEqual(utf8[..length]))
            {
                return i;
            }
        }

        return null;
    }

    private static void Add(List<ReadOnlyMemory<byte>> pieces, ReadOnlyMemory<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            pieces.Add(piece);
        }
    }

    private static byte[] Quoted(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];

    private void Insert(int at, ReadOnlySpan<byte> text) => _splices.Add((at, at, text.ToArray()));

    private void Replace(int start, int end, ReadOnlyMemory<byte> with) => _splices.Add((start, end, with));
}
