using System.Data.Common;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Server.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bascule.Server.Admin.Reports;

/// <summary><c>/bascule/v1/requests</c>: ledger rows, newest first, and one by its id.</summary>
internal sealed class RequestsEndpoint(Drain drain, ILedgerStore store, UserHash hashUser, TimeProvider time)
{
    private const int MaxLimit = 1_000;

    internal static Failure StoreAway { get; } =
        new(Blame.Gateway, FailureKind.Draining, "store_away", "The ledger's store cannot be read now. Rows are not lost: they wait in the journal.") { Mend = "The gateway's log says why; ask again." };

    public async Task ListAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var query = Read(reader, time.GetUtcNow());
        if (reader.Trouble is { } trouble)
        {
            await AdminAnswer.FailAsync(context, trouble);
            return;
        }

        LedgerPage page;
        var whole = await drain.FlushAsync(context.RequestAborted);
        try
        {
            page = await store.ListAsync(query, context.RequestAborted);
        }
        catch (DbException)
        {
            await AdminAnswer.FailAsync(context, StoreAway);
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var row in page.Rows)
            {
                RowJson.Write(json, row);
            }

            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteBoolean("behind", !whole);
            json.WriteEndObject();
        });
    }

    public async Task FindAsync(HttpContext context)
    {
        var text = (string?)context.GetRouteValue("id");
        if (!Guid.TryParse(text, out var id))
        {
            await AdminAnswer.FailAsync(context, AdminAnswer.Wrong("id", "is not a request id", "Take it from the response header x-bascule-request-id."));
            return;
        }

        await drain.FlushAsync(context.RequestAborted);
        LedgerRow? row;
        try
        {
            row = await store.FindAsync(id, context.RequestAborted);
        }
        catch (DbException)
        {
            await AdminAnswer.FailAsync(context, StoreAway);
            return;
        }

        await (row is null
            ? AdminAnswer.FailAsync(context, AdminAnswer.NotFound("request_not_found", "There is no request with this id in the ledger.", "A request under way has no row yet."))
            : JsonAnswer.WriteAsync(context, 200, json => RowJson.Write(json, row)));
    }

    private LedgerQuery Read(QueryReader reader, DateTimeOffset now)
    {
        var query = new LedgerQuery(Key: reader.Text("key"), Route: reader.Text("route"), Deployment: reader.Text("deployment"), Since: reader.Moment("since", now));
        if (reader.Text("limit") is { } limit)
        {
            if (!int.TryParse(limit, System.Globalization.NumberStyles.None, null, out var number) || number is < 1 or > MaxLimit)
            {
                reader.Refuse("limit", $"is not a number from 1 to {MaxLimit}", "Page with 'cursor' for more rows.");
            }

            query = query with { Limit = number };
        }

        if (reader.Text("answer_sha256") is { } hash)
        {
            if (!Digest.TryParse(hash, out var digest))
            {
                reader.Refuse("answer_sha256", "is no SHA-256", "Write the 64 hex digits of the answer's bytes, as from: sha256sum.");
            }

            query = query with { Answer = digest };
        }

        query = query with { AnswerId = reader.Text("answer_id"), User = reader.Text("user") is { } user ? hashUser.Of(user) : null };
        if (reader.Text("cursor") is { } cursor)
        {
            if (!LedgerCursor.TryParse(cursor, out _))
            {
                reader.Refuse("cursor", "is no cursor", "Take it as it is from 'next' of the page before.");
            }

            query = query with { Cursor = cursor };
        }

        if (reader.Text("kind") is { } kind)
        {
            if (kind is not (LedgerRow.Request or LedgerRow.Shadow))
            {
                reader.Refuse("kind", "is no kind of row", $"Write {LedgerRow.Request} or {LedgerRow.Shadow}.");
            }

            query = query with { Kind = kind };
        }

        if (reader.Text("status") is { } status)
        {
            if (!StatusFilter.TryParse(status, out _))
            {
                reader.Refuse("status", "is no status", "Write a code (429), a class (4xx), ok or error.");
            }

            query = query with { Status = status };
        }

        return query;
    }
}
