using System.CommandLine;
using Bascule.Cli.Asking;
using Bascule.Cli.Terminal;
using Bascule.Engine.Ledger.Auditing;
using Bascule.Server.Admin;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Hosting;
using Bascule.Storage;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule audit</c>: proves the audit log from its files, lists it, and tells its head; no gateway need run.</summary>
internal static class AuditVerb
{
    public static Command Make() => new("audit", "The hash-chained log of what operators did and whom policy refused.") { MakeVerify(), MakeList(), MakeHead() };

    private static Command MakeVerify()
    {
        var path = new Argument<string?>("PATH") { Description = "A data folder, its audit folder, or one file of it. Left out: the config's data folder.", Arity = ArgumentArity.ZeroOrOne };
        var head = new Option<string?>("--head") { Description = "A hash that was noted elsewhere: it must be in the log, so nothing up to it is missing.", HelpName = "HASH" };
        var keys = new Option<string[]>("--public-key") { Description = "A PEM file with a public key that checkpoints must be signed with; may be given several times. Left out: audit.pub of the data folder.", HelpName = "FILE" };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("verify", "Proves every hash, link and signature offline, and names the first broken link.") { path, head, keys, config, json };
        verb.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(path), CommonOptions.FileOf(parsed.GetValue(config)),
            log => VerifyAsync(log, parsed.GetValue(head), parsed.GetValue(keys) ?? [], parsed.GetValue(json)), cancel));
        return verb;
    }

    private static Command MakeList()
    {
        var path = new Argument<string?>("PATH") { Description = "A data folder or its audit folder. Left out: the config's data folder.", Arity = ArgumentArity.ZeroOrOne };
        var since = new Option<string?>("--since") { Description = "From when: 2026-11-01, 2026-11-01T08:00:00Z, or how long ago: 24h, 30d.", HelpName = "TIME" };
        var act = new Option<string?>("--act") { Description = "One act (deployment.drain), or all below a word (deployment).", HelpName = "ACT" };
        var who = new Option<string?>("--who") { Description = "An operator, a key's id, or gateway.", HelpName = "NAME" };
        var limit = new Option<int>("--limit") { Description = "The newest so many, up to 1000.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("list", "The newest entries.") { path, since, act, who, limit, config, json };
        verb.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(path), CommonOptions.FileOf(parsed.GetValue(config)),
            log => ListAsync(log, parsed.GetValue(since), new(Math.Clamp(parsed.GetValue(limit), 1, AuditReader.MaxLimit), Act: parsed.GetValue(act), Who: parsed.GetValue(who)), parsed.GetValue(json)), cancel));
        return verb;
    }

    private static Command MakeHead()
    {
        var path = new Argument<string?>("PATH") { Description = "A data folder or its audit folder. Left out: the config's data folder.", Arity = ArgumentArity.ZeroOrOne };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("head", "The last entry's hash: note it elsewhere, and verify --head proves later that nothing up to it is missing.") { path, config, json };
        verb.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(path), CommonOptions.FileOf(parsed.GetValue(config)), log => HeadAsync(log, parsed.GetValue(json)), cancel));
        return verb;
    }

    private static async Task<int> RunAsync(string? path, string? config, Func<Place, Task<int>> act, CancellationToken cancel)
    {
        try
        {
            if (path is null)
            {
                using var gateway = await Gateway.FindAsync(config, null, cancel);
                path = gateway.DataFolder;
            }

            var place = Place.Of(path);
            return Directory.Exists(place.Log) || File.Exists(place.Log)
                ? await act(place)
                : await CommandLine.RefuseAsync($"There is no audit log at {Plain.Text(place.Log)}. Name a data folder, its audit folder, or one file of it.");
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return await CommandLine.RefuseAsync($"The audit log can't be read: {trouble.Message}");
        }
    }

    private static async Task<int> VerifyAsync(Place place, string? head, string[] keyFiles, bool asJson)
    {
        var keys = new List<AuditVerificationKey>();
        foreach (var file in keyFiles)
        {
            var found = AuditVerificationKey.Read(await File.ReadAllTextAsync(file));
            if (found.Count == 0)
            {
                return await CommandLine.RefuseAsync($"{Plain.Text(file)} holds no public key of P-256 as PEM.");
            }

            keys.AddRange(found);
        }

        if (keyFiles.Length == 0 && place.Keys is { } known)
        {
            keys.AddRange(AuditVerificationKey.Read(known));
        }

        var verdict = AuditVerifier.Verify(place.Log, keys, head?.ToLowerInvariant());
        if (asJson)
        {
            await Console.Out.WriteLineAsync(Plain.Json(json => AuditJson.Write(json, verdict)));
            return verdict.Holds ? 0 : CommandLine.No;
        }

        foreach (var note in verdict.Notes)
        {
            await Console.Out.WriteLineAsync(Plain.Text(note));
        }

        if (verdict.Break is { } broken)
        {
            await Console.Out.WriteLineAsync(Plain.Text($"broken: {broken.File}{(broken.Line > 0 ? $" line {broken.Line}" : "")}: {broken.Why}"));
            return CommandLine.No;
        }

        await Console.Out.WriteLineAsync($"holds: {verdict.Entries} entries in {verdict.Chains} chains, {verdict.Checkpoints} checkpoints proved"
            + (verdict.CheckpointsUnproved > 0 ? $", {verdict.CheckpointsUnproved} not (no public key was given)" : "")
            + (verdict.Unsigned > 0 ? $", the last {verdict.Unsigned} entries wait for their checkpoint" : ""));
        await Console.Out.WriteLineAsync($"head:  {verdict.Head?.Hash ?? "none"}");
        return 0;
    }

    private static async Task<int> ListAsync(Place place, string? since, AuditReader.Question question, bool asJson)
    {
        DateTimeOffset? from = null;
        if (since is not null)
        {
            if (!QuestionTime.TryParse(since, TimeProvider.System.GetUtcNow(), out var moment, out var wrong))
            {
                return await CommandLine.RefuseAsync($"--since {wrong}");
            }

            from = moment;
        }

        var page = AuditReader.List(place.Log, question with { Since = from });
        if (asJson)
        {
            await Console.Out.WriteLineAsync(Plain.Json(json => AuditJson.Write(json, page, held: 0)));
            return 0;
        }

        var table = Tables.New(("at", false), ("who", false), ("act", false), ("target", false), ("count", true), ("detail", false));
        foreach (var entry in page.Entries)
        {
            Tables.Add(
                table, entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), entry.Who, entry.Act, entry.Target, entry.Count.ToString(),
                string.Join(" ", entry.Detail.Where(detail => detail.Key is not ("signature" or "key" or "hash" or "follows_hash")).Select(detail => $"{detail.Key}={detail.Value}")));
        }

        Tables.Show(table);
        return 0;
    }

    private static async Task<int> HeadAsync(Place place, bool asJson)
    {
        var verdict = AuditVerifier.Verify(place.Log, []);
        if (verdict.Head is not { } head)
        {
            await Console.Error.WriteLineAsync("The audit log is empty.");
            return CommandLine.No;
        }

        await Console.Out.WriteLineAsync(asJson
            ? Plain.Json(json =>
            {
                json.WriteStartObject();
                AuditJson.Write(json, "head", head);
                json.WriteEndObject();
            })
            : head.Hash);
        if (verdict.Break is { } broken)
        {
            await Console.Error.WriteLineAsync(Plain.Text($"The log is broken before this head: {broken.File}{(broken.Line > 0 ? $" line {broken.Line}" : "")}: {broken.Why}"));
            return CommandLine.No;
        }

        return 0;
    }

    /// <summary>Where a log is, and the public keys that stand beside it.</summary>
    private sealed record Place(string Log, string? Keys)
    {
        public static Place Of(string path)
        {
            var full = Path.GetFullPath(path);
            var inside = DataFolder.AuditOf(full);
            return Directory.Exists(inside)
                ? new Place(inside, DataFolder.ReadAuditPublicKeys(full))
                : new Place(full, DataFolder.ReadAuditPublicKeys(Path.GetDirectoryName(File.Exists(full) ? Path.GetDirectoryName(full)! : full) ?? full));
        }
    }
}
