using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Gemini;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiResponses;

namespace Bascule.Engine.Caching;

/// <summary>In which form somebody gets an answer. Who asks in the same form gets the same bytes.</summary>
/// <param name="Dialect">The caller's dialect by name, or the errand.</param>
/// <param name="Stream">It is a stream.</param>
/// <param name="AsArray">It is a stream in the second of Gemini's two forms.</param>
/// <param name="TellsUsage">The stream says at its end what was used.</param>
/// <param name="Repeats">The answer repeats what its caller said of himself: it is written anew for everybody else.</param>
public readonly record struct AnswerForm(string Dialect, bool Stream, bool AsArray, bool TellsUsage, bool Repeats)
{
    /// <summary>Of what <c>/v1/responses</c> repeats, the members that are no part of the question.</summary>
    private static readonly byte[][] Personal = ["metadata"u8.ToArray(), "user"u8.ToArray(), "safety_identifier"u8.ToArray(), "prompt_cache_key"u8.ToArray()];

    /// <summary>The dialect of the bytes; null: an errand's, which are no chat in any dialect.</summary>
    public ICallerDialect? Reader => DialectSet.FindCaller(Dialect);

    /// <summary>The form in which a caller wants his.</summary>
    public static AnswerForm Of(ICallerDialect dialect, Errand? errand, RequestProfile profile, ReadOnlySpan<byte> body)
    {
        if (errand is not null)
        {
            return new($"{errand.Caller} {errand.Dialect} {errand.Path}", false, false, false, false);
        }

        var stream = profile.Stream;
        return new(
            dialect.Name, stream, stream && ReferenceEquals(dialect, GeminiDialect.Array), stream && (!dialect.StreamUsageIsAsked || profile.IncludeUsage == true), dialect is OpenAiResponsesDialect && SaysPersonal(profile, body));
    }

    /// <summary>The form of an answer that was kept.</summary>
    public static AnswerForm Of(CachedAnswer answer) => new(
        answer.Dialect, answer.Stream, answer is { Stream: true, Dialect: GeminiWire.Dialect } && !answer.ContentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase), answer.TellsUsage, answer.Repeats);

    /// <summary>The bytes made for one may go to the other as they are.</summary>
    public bool Fits(in AnswerForm other) => this == other && !Repeats;

    private static bool SaysPersonal(RequestProfile profile, ReadOnlySpan<byte> body)
    {
        foreach (var member in profile.Members)
        {
            var name = body[(member.NameStart + 1)..(member.NameEnd - 1)];
            foreach (var personal in Personal)
            {
                if (name.SequenceEqual(personal))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
