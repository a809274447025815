using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>
/// By what a conversation is known again: its session, where the caller names one; else tools, instructions and first question; and, from its second question on, its first question and answer, which
/// stay what they are when the instructions change. All of a tenant's are his alone.
/// </summary>
/// <param name="Session">Null: the caller names none.</param>
/// <param name="Opening">Tools, instructions and first question.</param>
/// <param name="Begun">First question and answer; null: there is no answer yet.</param>
internal readonly record struct DialogueNames((ulong, ulong)? Session, (ulong, ulong) Opening, (ulong, ulong)? Begun)
{
    /// <summary>Of a prompt that is one text this much is taken for its opening.</summary>
    private const int OpeningOfText = 1_024;

    /// <param name="prompt">The prompt's bytes.</param>
    /// <param name="turnsAt">Where its turns begin.</param>
    public static DialogueNames Of(ReadOnlySpan<byte> prompt, int turnsAt, string? tenant, string? session)
    {
        var owner = Digest.Of(Encoding.UTF8.GetBytes(tenant ?? ""));
        var (asked, answered) = Beginning(prompt, turnsAt);
        return new(
            session is null ? null : Name(owner, 's', Encoding.UTF8.GetBytes(session)),
            Name(owner, 'o', prompt[..asked.End.Value]),
            answered is { } end ? Name(owner, 'b', prompt[asked.Start.Value..end]) : null);
    }

    /// <summary>The first question, and the end of what follows it; null: nothing does.</summary>
    private static (Range Asked, int? Answered) Beginning(ReadOnlySpan<byte> prompt, int turnsAt)
    {
        if (turnsAt >= prompt.Length || prompt[turnsAt] != '[')
        {
            return (turnsAt..Math.Min(prompt.Length, turnsAt + OpeningOfText), null);
        }

        var at = turnsAt + 1;
        while ((at = JsonSkip.Space(prompt, at)) < prompt.Length)
        {
            var end = JsonSkip.Value(prompt, at);
            if (end <= at || !IsInstruction(prompt[at..end]))
            {
                var next = JsonSkip.Space(prompt, JsonSkip.Space(prompt, end) + 1);
                return (at..end, next < prompt.Length ? JsonSkip.Value(prompt, next) : null);
            }

            at = JsonSkip.Space(prompt, end) + 1;    // behind the comma
        }

        return (turnsAt..prompt.Length, null);
    }

    private static bool IsInstruction(ReadOnlySpan<byte> turn)
    {
        if (turn[0] != '{')
        {
            return false;
        }

        var reader = new Utf8JsonReader(turn, new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth });    // as deep as a request may be
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var role = reader.ValueTextEquals("role"u8);
            reader.Read();
            if (role)
            {
                return reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("developer"u8));
            }

            reader.Skip();
        }

        return false;
    }

    private static (ulong, ulong) Name(in Digest owner, char kind, ReadOnlySpan<byte> of)
    {
        var what = Digest.Of(of);
        Span<byte> all = stackalloc byte[(2 * Digest.HexLength) + 1];
        owner.Write(all);
        what.Write(all[Digest.HexLength..]);
        all[^1] = (byte)kind;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(all, hash);
        var name = Digest.From(hash);
        return (name.A, name.B);
    }
}
