using System.Data.Common;
using Bascule.Engine.Ledger;
using Bascule.Server.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin.Reports;

/// <summary><c>/bascule/v1/usage</c>: sums by groups, as JSON or CSV.</summary>
internal sealed class UsageEndpoint(Drain drain, ILedgerStore store, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var isGood = UsageQuestion.TryParse(reader.Text("by"), reader.Text("since"), reader.Text("until"), time.GetUtcNow(), out var query, out var wrong);
        if (reader.Trouble is not null || !isGood)
        {
            await AdminAnswer.FailAsync(context, reader.Trouble ?? wrong!.Failure);
            return;
        }

        UsageReport report;
        var whole = await drain.FlushAsync(context.RequestAborted);
        try
        {
            report = await UsageReport.OfAsync(store, query!, context.RequestAborted);
        }
        catch (DbException)
        {
            await AdminAnswer.FailAsync(context, RequestsEndpoint.StoreAway);
            return;
        }

        if (context.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.ContentType = "text/csv; charset=utf-8; header=present";
            await context.Response.WriteAsync(UsageCsv.Of(report), context.RequestAborted);
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, json => report.Write(json, behind: !whole));
    }
}
