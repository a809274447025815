using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Caching.Keys;

/// <summary>What a request's body asks for, without how it is spelled.</summary>
/// <param name="Hash">The same for one question in every dialect that chats.</param>
/// <param name="Finds">What bars its answer from the cache.</param>
internal readonly record struct CanonicalRequest(Digest Hash, RequestFinds Finds)
{
    /// <summary>The members of a body that is taken as it stands which make no other answer.</summary>
    private static readonly HashSet<string> Beside = ["model", "stream", "stream_options", "user", "keep_alive"];

    public static CanonicalRequest Of(ICallerDialect dialect, CallAddress? address, Errand? errand, ReadOnlyMemory<byte> body)
    {
        using var hash = new KeyHash();

        // A plain completion is asked without a chat's template, and vectors have forms of their own: one dialect's are not another's.
        return errand is not null || dialect is Dialects.OpenAiCompletions.OpenAiCompletionsDialect
            ? AsItStands(hash, errand is null ? dialect.Name : $"{errand.Dialect}{errand.Path}", body.Span)
            : Read(hash, dialect, address, body);
    }

    private static CanonicalRequest Read(KeyHash hash, ICallerDialect dialect, CallAddress? address, ReadOnlyMemory<byte> body)
    {
        var coverage = new JsonCoverage();
        if (dialect.ReadRequest(body, address, coverage).Value is not { } request)
        {
            return new CanonicalRequest(default, RequestFinds.Unreadable);
        }

        var writing = new RequestHash(hash);
        hash.Mark((byte)'q');
        writing.Add(request);
        if (UnreadLeaves.Add(body.Span, coverage, hash))
        {
            hash.Text(dialect.Name);
        }

        return new CanonicalRequest(hash.Finish(), writing.Finds);
    }

    private static CanonicalRequest AsItStands(KeyHash hash, string form, ReadOnlySpan<byte> body)
    {
        hash.Mark((byte)'s');
        hash.Text(form);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth + 1 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Unescape(reader.ValueSpan);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!Beside.Contains(name) && reader.TokenType != JsonTokenType.Null)
            {
                hash.Text(name);
                hash.Json(new RawJson(body[start..(int)reader.BytesConsumed].ToArray()));
            }
        }

        return new CanonicalRequest(hash.Finish(), RequestFinds.None);
    }
}
