using Bascule.Engine.Ledger;
using Bascule.Server.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary><c>/bascule/v1/ledger</c>: where rows are on their way to the store, and whether any are in danger.</summary>
internal sealed class LedgerEndpoint(Journal journal, Drain drain)
{
    public Task AnswerAsync(HttpContext context) => JsonAnswer.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("state", State);
        json.WriteStartObject("journal");
        json.WriteBoolean("stopped", journal.Stopped);
        json.WriteNumber("bytes", journal.Bytes);
        json.WriteNumber("max_bytes", journal.MaxBytes);
        json.WriteNumber("rows_in_memory", journal.RowsInMemory);
        json.WriteNumber("max_rows_in_memory", Journal.MaxRowsInMemory);
        json.WriteEndObject();
        json.WriteStartObject("store");
        json.WriteBoolean("away", drain.StoreAway);
        json.WriteNumber("rows_stored", drain.RowsStored);
        json.WriteEndObject();
        json.WriteNumber("rows_interrupted", drain.RowsInterrupted);
        json.WriteNumber("rows_lost", journal.RowsLost);
        json.WriteEndObject();
    });

    private string State =>
        journal.Stopped ? journal.RowsInMemory >= Journal.MaxRowsInMemory ? "losing rows" : "rows wait in memory"
        : drain.StoreAway ? "rows wait in the journal"
        : "ok";
}
