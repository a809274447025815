using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger.Content;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Endpoints;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bascule.Server.Admin;

/// <summary>The words that are kept of a request, and their erasure. Each look at them and each erasure stands in the audit log before it is done.</summary>
internal sealed class ContentEndpoint(ContentKeeper content, ResponseMemory responses, LiveRules rules, AdminActs acts)
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
        catch (DbException)
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

        var what = key is not null ? Erasure.OfKey(IdOf(key)) : session is not null ? Erasure.OfSession(session) : Erasure.OfTag(tag![..tag!.IndexOf('=', StringComparison.Ordinal)], tag[(tag.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        if (!await acts.NoteAsync(context, "content.erase", key is not null ? $"key {what.KeyId}" : session is not null ? $"session {session}" : $"tag {tag}"))
        {
            return;
        }

        try
        {
            var (words, kept) = (await content.EraseAsync(what, context.RequestAborted), await responses.EraseAsync(what, context.RequestAborted));
            await JsonAnswer.WriteAsync(context, 200, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("content", words);
                json.WriteNumber("responses", kept);
                json.WriteEndObject();
            });
        }
        catch (DbException)
        {
            await AdminAnswer.FailAsync(context, RequestsEndpoint.StoreAway with { Message = "The store cannot be written now: not all is erased.", Mend = "The gateway's log says why; ask again: an erasure may be repeated." });
        }
    }

    /// <summary>A key is named by its name or its id; one that is gone, by its id alone.</summary>
    private string IdOf(string key) => rules.Now.Keys.Keys.FirstOrDefault(known => known.Name == key)?.Id ?? key;

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
