using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bascule.Engine.Access;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger.Content;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Endpoints;
using Bascule.Server.Rules;
using Bascule.Storage.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bascule.Server.Admin;

/// <summary>The words that are kept of a request, and their erasure. Each look at them and each erasure stands in the audit log before it is done.</summary>
internal sealed class ContentEndpoint(ContentKeeper content, ResponseMemory responses, AnswerCache cache, SemanticCache semantic, LiveRules rules, IKeyStore keys, UserHash hash, AdminActs acts)
{
    public async Task FindAsync(HttpContext context)
    {
        if (!Guid.TryParse((string?)context.GetRouteValue("id"), out var id))
        {
            await AdminAnswer.FailAsync(context, AdminAnswer.Wrong("id", "is not a request id", "Take it from the response header x-bascule-request-id."));
            return;
        }

        if (!await acts.NoteAsync(context, "content.read", id.ToString()))
        {
            return;
        }

        try
        {
            var kept = await content.FindAsync(id, context.RequestAborted);
            await (kept is null
                ? AdminAnswer.FailAsync(context, AdminAnswer.NotFound("content_not_found", "No words are kept of this request.", "content.keep says whether any are; after content.days, and after an erasure, they are gone."))
                : JsonAnswer.WriteAsync(context, 200, json => Write(json, kept)));
        }
        catch (Exception trouble) when (trouble is DbException or TimeoutException)
        {
            await AdminAnswer.FailAsync(context, RequestsEndpoint.StoreAway);
        }
    }

    public async Task EraseAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var (key, session, tag) = (reader.Text("key"), reader.Text("session"), reader.Text("tag"));
        if (new[] { key, session, tag }.Count(one => one is not null) != 1)
        {
            reader.Refuse("key", "or 'session' or 'tag' must be given, and one of them alone", "Write ?key=NAME, ?session=ID or ?tag=NAME=VALUE.");
        }

        if (tag is not null && tag.IndexOf('=', StringComparison.Ordinal) <= 0)
        {
            reader.Refuse("tag", "is no tag with its value", "Write ?tag=NAME=VALUE.");
        }

        if (reader.Trouble is { } trouble)
        {
            await AdminAnswer.FailAsync(context, trouble);
            return;
        }

        try
        {
            var ids = key is null ? null : await IdsOf(key, context.RequestAborted);
            Erasure[] what = key is not null ? [.. (ids ?? [key]).Select(Erasure.OfKey)] : [session is not null ? Erasure.OfSession(session) : OfTag(tag!)];

            // A session and a tag's value are callers' words, and who knows what a key's unknown name is: the log gets their hash, as rows have that of end users.
            var target = ids is not null ? $"key {string.Join(' ', ids)}" : session is not null ? $"session {hash.Of(session)}" : tag is not null ? $"tag {hash.Of(tag)}" : $"key {hash.Of(key!)}";
            if (!await acts.NoteAsync(context, "content.erase", target))
            {
                return;
            }

            var (words, kept, cached, vectors) = (0, 0, 0, 0);
            foreach (var one in what)
            {
                words += await content.EraseAsync(one, context.RequestAborted);
                kept += await responses.EraseAsync(one, context.RequestAborted);
                cached += await cache.EraseAsync(one, context.RequestAborted);
                vectors += await semantic.EraseAsync(one, context.RequestAborted);
            }

            await (key is not null && ids is null && words + kept + cached + vectors == 0
                ? AdminAnswer.FailAsync(context, AdminAnswer.NotFound("key_not_found", "There is no key with this id or name, nor are words of it kept.", "GET /bascule/v1/keys?deleted=true lists them."))
                : JsonAnswer.WriteAsync(context, 200, json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("content", words);
                    json.WriteNumber("responses", kept);
                    json.WriteNumber("cached", cached);
                    json.WriteNumber("vectors", vectors);
                    json.WriteString("replicas", cache.ReachesReplicas ? "told" : rules.Config.Storage.Database.Server is not null ? "not told" : "none");
                    json.WriteEndObject();
                }));
        }
        catch (Exception away) when (away is DbException or TimeoutException)
        {
            await AdminAnswer.FailAsync(context, RequestsEndpoint.StoreAway with { Message = "The store cannot be written now: not all is erased.", Mend = "The gateway's log says why; ask again: an erasure may be repeated." });
        }
    }

    private static Erasure OfTag(string tag) => Erasure.OfTag(tag[..tag.IndexOf('=', StringComparison.Ordinal)], tag[(tag.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    /// <summary>The ids of the keys with this name or id: the one that counts, else those that were deleted; null: there is none.</summary>
    private async Task<IReadOnlyList<string>?> IdsOf(string key, CancellationToken cancel)
    {
        if (rules.Now.Keys.Keys.FirstOrDefault(known => known.Id == key) is not null)
        {
            return [key];
        }

        if ((rules.Now.Keys.Keys.FirstOrDefault(known => known.Name == key)?.Id ?? rules.Stored.Find(key)?.Record.Id) is { } id)
        {
            return [id];
        }

        var gone = await keys.FindDeletedAsync(key, cancel);
        return gone.Count > 0 ? [.. gone.Select(record => record.Id)] : null;
    }

    private static void Write(Utf8JsonWriter json, KeptContent kept)
    {
        json.WriteStartObject();
        json.WriteString("id", kept.Id);
        json.WriteString("at", kept.At);
        json.WriteString("until", kept.Until);
        json.WriteString("keep", kept.IsFull ? "full" : "redacted");
        WriteWords(json, "request", kept.Request, kept.RequestCut);
        WriteWords(json, "answer", kept.Answer, kept.AnswerCut);
        json.WriteEndObject();
    }

    /// <summary>JSON as JSON, other text as a string, the rest as base64.</summary>
    private static void WriteWords(Utf8JsonWriter json, string name, byte[] words, bool cut)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("cut", cut);
        if (IsJson(words))
        {
            json.WritePropertyName("json");
            json.WriteRawValue(words, skipInputValidation: true);
        }
        else if (Utf8.IsValid(words))
        {
            json.WriteString("text", Encoding.UTF8.GetString(words));
        }
        else
        {
            json.WriteBase64String("base64", words);
        }

        json.WriteEndObject();
    }

    private static bool IsJson(byte[] words)
    {
        var reader = new Utf8JsonReader(words, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                // To its end.
            }

            return words.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
