using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Reads and sets the limit on an answer's length in a request's bytes. Only what has a budget needs it, so nothing of it is read before.</summary>
internal static class OutputCap
{
    /// <summary>The edit's name in the row.</summary>
    public const string Edit = "max_tokens";

    /// <summary>More answers than anybody gives: a number past it is refused upstream.</summary>
    private const int MostAnswers = 1_024;

    private static readonly byte[][] Answers = RequestShape.Names("n", "best_of", "candidateCount", "candidate_count", "num_return_sequences");

    /// <summary>How many answers are asked for at once, each of which is billed.</summary>
    public static int AnswersOf(ReadOnlySpan<byte> body, RequestProfile profile, RequestShape shape)
    {
        long most = 1;
        foreach (var member in profile.Members)
        {
            if (Among(Answers, NameOf(body, member)))
            {
                most = Math.Max(most, NumberOf(body[member.ValueStart..member.ValueEnd]));
            }
            else if (IsSettings(body, member, shape))
            {
                foreach (var below in Members(body, member))
                {
                    most = Among(Answers, NameOf(body, below)) ? Math.Max(most, NumberOf(body[below.ValueStart..below.ValueEnd])) : most;
                }
            }
        }

        return (int)Math.Min(most, MostAnswers);
    }

    /// <summary>Tokens that Anthropic's requests give to thinking, which their limit must exceed; 0: none.</summary>
    public static long ThinkingOf(ReadOnlySpan<byte> body)
    {
        var name = "\"budget_tokens\""u8;
        var at = body.IndexOf(name);
        if (at < 0)
        {
            return 0;
        }

        var rest = body[(at + name.Length)..];
        var colon = rest.IndexOfAnyExcept(" \t\r\n:"u8);
        return colon < 0 ? 0 : NumberOf(rest[colon..]);
    }

    /// <summary>Sets the limit: in the place of the caller's own, else in a member of its own.</summary>
    /// <param name="name">The member to add where the caller sent none.</param>
    public static void Set(ReadOnlySpan<byte> body, RequestProfile profile, RequestShape shape, string name, long most, BodyEdits edits)
    {
        var value = Encoding.ASCII.GetBytes(most.ToString(CultureInfo.InvariantCulture));
        JsonMember? settings = null;
        var set = false;
        foreach (var member in profile.Members)
        {
            if (shape.Settings.Length == 0 && Among(shape.MaxTokens, NameOf(body, member)))
            {
                edits.Splice(member.ValueStart, member.ValueEnd, value, Edit);
                set = true;
            }
            else if (IsSettings(body, member, shape))
            {
                settings = member;
                foreach (var below in Members(body, member))
                {
                    if (Among(shape.MaxTokens, NameOf(body, below)))
                    {
                        edits.Splice(below.ValueStart, below.ValueEnd, value, Edit);
                        set = true;
                    }
                }
            }
        }

        if (set)
        {
            return;
        }

        byte[] added = [(byte)'"', .. Encoding.UTF8.GetBytes(name), (byte)'"', (byte)':', .. value];
        if (shape.Settings.Length == 0)
        {
            edits.Splice(profile.ObjectStart + 1, profile.ObjectStart + 1, (byte[])[.. added, (byte)','], Edit);
        }
        else if (settings is { } within)
        {
            var empty = body[(within.ValueStart + 1)..(within.ValueEnd - 1)].IndexOfAnyExcept(" \t\r\n"u8) < 0;
            edits.Splice(within.ValueStart + 1, within.ValueStart + 1, empty ? added : [.. added, (byte)','], Edit);
        }
        else
        {
            edits.Splice(profile.ObjectStart + 1, profile.ObjectStart + 1, (byte[])[(byte)'"', .. shape.Settings, (byte)'"', (byte)':', (byte)'{', .. added, (byte)'}', (byte)','], Edit);
        }
    }

    private static bool IsSettings(ReadOnlySpan<byte> body, JsonMember member, RequestShape shape) =>
        shape.Settings.Length > 0 && body[member.ValueStart] == '{' && NameOf(body, member) is var name && (name.SequenceEqual(shape.Settings) || name.SequenceEqual(shape.SettingsElse));

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> body, JsonMember member) => body[(member.NameStart + 1)..(member.NameEnd - 1)];

    /// <summary>The members of an object in the body, which was read once and is JSON.</summary>
    private static List<JsonMember> Members(ReadOnlySpan<byte> body, JsonMember of)
    {
        var members = new List<JsonMember>();
        var reader = new Utf8JsonReader(body[of.ValueStart..of.ValueEnd], new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (start, end) = ((int)reader.TokenStartIndex, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2);
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add(new JsonMember(of.ValueStart + start, of.ValueStart + end, of.ValueStart + value, of.ValueStart + (int)reader.BytesConsumed));
        }

        return members;
    }

    private static long NumberOf(ReadOnlySpan<byte> text) => System.Buffers.Text.Utf8Parser.TryParse(text, out long number, out _) ? number : 0;

    private static bool Among(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var known in names)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }
}
