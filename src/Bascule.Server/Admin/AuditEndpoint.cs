using Bascule.Engine.Ledger.Auditing;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Endpoints;
using Bascule.Storage;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary><c>/bascule/v1/audit</c>: the audit log's entries, where its chain stands, and whether it holds.</summary>
internal sealed class AuditEndpoint(AuditLog log, DataFolder folder, TimeProvider time)
{
    public async Task ListAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var question = new AuditReader.Question(Since: reader.Moment("since", time.GetUtcNow()), Act: reader.Text("act"), Who: reader.Text("who"));
        if (reader.Text("limit") is { } limit)
        {
            if (!int.TryParse(limit, System.Globalization.NumberStyles.None, null, out var number) || number is < 1 or > AuditReader.MaxLimit)
            {
                reader.Refuse("limit", $"is not a number from 1 to {AuditReader.MaxLimit}", "Page with 'cursor' for more entries.");
            }

            question = question with { Limit = number };
        }

        if (reader.Text("cursor") is { } cursor)
        {
            if (!AuditReader.IsCursor(cursor))
            {
                reader.Refuse("cursor", "is no cursor", "Take it as it is from 'next' of the page before.");
            }

            question = question with { Cursor = cursor };
        }

        if (reader.Trouble is { } trouble)
        {
            await AdminAnswer.FailAsync(context, trouble);
            return;
        }

        await log.FlushAsync();
        var page = await OwnThread.RunAsync(() => AuditReader.List(log.Folder, question), CancellationToken.None);
        await JsonAnswer.WriteAsync(context, 200, json => AuditJson.Write(json, page, log.RefusalsHeld));
    }

    public async Task HeadAsync(HttpContext context)
    {
        await log.FlushAsync();
        await JsonAnswer.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            AuditJson.Write(json, "head", log.Head);
            AuditJson.Write(json, "signed", log.Signed);
            json.WriteString("key", log.KeyFingerprint);
            json.WriteBoolean("writable", log.Takes);
            json.WriteNumber("lost", log.Lost);
            json.WriteNumber("refusals_held", log.RefusalsHeld);
            json.WriteEndObject();
        });
    }

    public async Task VerifyAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var head = reader.Text("head");
        if (reader.Trouble is { } trouble)
        {
            await AdminAnswer.FailAsync(context, trouble);
            return;
        }

        await log.FlushAsync();
        var verdict = await OwnThread.RunAsync(() => AuditVerifier.Verify(log.Folder, AuditVerificationKey.Read(folder.AuditPublicKeys()), head), CancellationToken.None);    // ten years of a log are read from the disk
        await JsonAnswer.WriteAsync(context, 200, json => AuditJson.Write(json, verdict));
    }
}
