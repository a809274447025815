using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Budgets;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Endpoints;
using Bascule.Server.Keys;
using Bascule.Server.Rules;
using Bascule.Storage.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bascule.Server.Admin;

/// <summary><c>/bascule/v1/keys</c>: the keys of file and database, and what operators do to those of the database.</summary>
internal sealed class KeysEndpoint(Locksmith locksmith, Gatekeeper gatekeeper, AdminActs acts, IKeyStore store, LiveRules rules, TimeProvider time)
{
    /// <summary>A key says some hundred bytes; more is none.</summary>
    private const int MaxBytes = 64 * 1024;

    public async Task ListAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var deleted = reader.Text("deleted");
        if (deleted is not (null or "true" or "false"))
        {
            reader.Refuse("deleted", "is neither true nor false", "Write true to list deleted keys too.");
        }

        if (reader.Trouble is { } trouble)
        {
            await AdminAnswer.FailAsync(context, trouble);
            return;
        }

        var (config, stored) = (rules.Config, rules.Stored);
        IReadOnlyList<KeyRecord> gone = [];
        if (deleted == "true")
        {
            try
            {
                gone = await store.ReadDeletedAsync(context.RequestAborted);
            }
            catch (DbException)
            {
                await AdminAnswer.FailAsync(context, RequestsEndpoint.StoreAway);
                return;
            }
        }

        var budgets = await BudgetsOfAsync([.. config.Keys, .. stored.Keys.Select(key => key.Options)]);
        await JsonAnswer.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var key in config.Keys)
            {
                Write(json, key, budgets);
            }

            foreach (var key in stored.Keys.Concat(gone.Select(StoredKey.Of)))
            {
                Write(json, new KeyAct(key), budgets);
            }

            json.WriteEndArray();
            json.WriteBoolean("complete", stored.Known);
            json.WriteEndObject();
        });
    }

    public async Task FindAsync(HttpContext context)
    {
        var which = Which(context);
        if (rules.Stored.Find(which) is { } key)
        {
            var budgets = await BudgetsOfAsync([key.Options]);
            await JsonAnswer.WriteAsync(context, 200, json => Write(json, new KeyAct(key), budgets));
            return;
        }

        if (rules.Config.Keys.FirstOrDefault(file => file.Id == which || file.Name == which) is { } found)
        {
            var budgets = await BudgetsOfAsync([found]);
            await JsonAnswer.WriteAsync(context, 200, json => Write(json, found, budgets));
            return;
        }

        try
        {
            await (await store.FindAsync(which, context.RequestAborted) is { } gone
                ? JsonAnswer.WriteAsync(context, 200, json => Write(json, new KeyAct(StoredKey.Of(gone)), NoBudgets))
                : AdminAnswer.FailAsync(context, locksmith.Missing(which)));
        }
        catch (DbException)
        {
            await AdminAnswer.FailAsync(context, RequestsEndpoint.StoreAway);
        }
    }

    public Task CreateAsync(HttpContext context) => ActAsync(context, form => locksmith.CreateAsync(form, Note(context), context.RequestAborted), StatusCodes.Status201Created);

    public Task ChangeAsync(HttpContext context) => ActAsync(context, change => locksmith.ChangeAsync(Which(context), change, Note(context), context.RequestAborted));

    public Task RotateAsync(HttpContext context) => ActAsync(context, async form =>
    {
        var (overlap, trouble) = KeyForm.Overlap(form);
        return trouble is not null ? trouble : await locksmith.RotateAsync(Which(context), overlap, Note(context), context.RequestAborted);
    });

    public Task DisableAsync(HttpContext context) => ActBareAsync(context, () => locksmith.SwitchAsync(Which(context), disabled: true, Note(context), context.RequestAborted));

    public Task EnableAsync(HttpContext context) => ActBareAsync(context, () => locksmith.SwitchAsync(Which(context), disabled: false, Note(context), context.RequestAborted));

    public Task DeleteAsync(HttpContext context) => ActBareAsync(context, () => locksmith.DeleteAsync(Which(context), Note(context), context.RequestAborted));

    /// <summary>An act that takes nothing: what is sent with it would not be obeyed.</summary>
    private Task ActBareAsync(HttpContext context, Func<Task<Read<KeyAct>>> act) => ActAsync(context, async form => form.Count == 0
        ? await act()
        : new Failure(Blame.Caller, FailureKind.Malformed, "invalid_key", "This address takes no members.") { Mend = "Send no body; PATCH /bascule/v1/keys/{id} changes what a key may do." });

    /// <summary>Every act on a key is noted here before it is written: who, what, and the key's id meet.</summary>
    private NoteAct Note(HttpContext context) => (act, key, detail) => acts.TryNoteAsync(context, act, key.Id, detail);

    private async Task ActAsync(HttpContext context, Func<JsonObject, Task<Read<KeyAct>>> act, int status = StatusCodes.Status200OK)
    {
        var body = await JsonBody.ReadAsync(context.Request, MaxBytes, context.RequestAborted);
        var form = body.Failure is { } unread ? unread : body.Value!.Length == 0 ? new JsonObject() : KeyForm.Parse(body.Value);
        var done = form.Failure is { } wrong ? wrong : await act(form.Value!);
        if (done.Failure is { } refused)
        {
            await AdminAnswer.FailAsync(context, refused);
            return;
        }

        var budgets = await BudgetsOfAsync([done.Value!.Key.Options]);
        await JsonAnswer.WriteAsync(context, status, json => Write(json, done.Value!, budgets));
    }

    private void Write(Utf8JsonWriter json, KeyOptions file, IReadOnlyDictionary<KeyOptions, IReadOnlyList<BudgetState>> budgets)
    {
        json.WriteStartObject();
        json.WriteString("id", file.Id);
        json.WriteString("source", "file");
        json.WriteString("place", rules.Config.KeyPlaces.Of(file.Name));
        json.WriteString("status", file.Expires <= time.GetUtcNow() ? "expired" : "active");
        KeyJson.WriteMembers(json, file, budgets[file]);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, KeyAct act, IReadOnlyDictionary<KeyOptions, IReadOnlyList<BudgetState>> budgets)
    {
        var (now, key, trouble) = (time.GetUtcNow(), act.Key.Record, act.Key.Record.Deleted is null ? KeyCabinet.Trouble(act.Key, rules.Config) : null);
        json.WriteStartObject();
        json.WriteString("id", key.Id);
        json.WriteString("source", "database");
        json.WriteString("status", key.Deleted is not null ? "deleted" : trouble is not null ? "unusable" : key.Disabled ? "disabled" : act.Key.Options.Expires <= now ? "expired" : "active");
        if (trouble is not null)
        {
            json.WriteString("trouble", trouble);
        }

        if (act.Secret is not null)
        {
            json.WriteString("key", act.Secret);
        }

        KeyJson.WriteMembers(json, act.Key.Options, key.Deleted is null ? budgets[act.Key.Options] : null);
        json.WriteString("created", key.Created);
        json.WriteString("changed", key.Changed);
        WriteMoment(json, "deleted", key.Deleted);
        json.WriteStartArray("secrets");
        foreach (var secret in key.Secrets.Where(secret => !(secret.Until <= now)))
        {
            json.WriteStartObject();
            json.WriteString("starts", secret.Starts);
            json.WriteString("made", secret.Made);
            WriteMoment(json, "until", secret.Until);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>How the budgets over keys stand, their own and their teams', over all replicas.</summary>
    private async ValueTask<IReadOnlyDictionary<KeyOptions, IReadOnlyList<BudgetState>>> BudgetsOfAsync(IReadOnlyList<KeyOptions> keys)
    {
        var states = await gatekeeper.BudgetsOfAsync(keys.Select(key => new Caller(key)), rules.Now.Budgets);
        var found = new Dictionary<KeyOptions, IReadOnlyList<BudgetState>>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < keys.Count; i++)
        {
            found[keys[i]] = states[i];
        }

        return found;
    }

    private static IReadOnlyDictionary<KeyOptions, IReadOnlyList<BudgetState>> NoBudgets { get; } = new Dictionary<KeyOptions, IReadOnlyList<BudgetState>>();

    private static void WriteMoment(Utf8JsonWriter json, string name, DateTimeOffset? moment)
    {
        if (moment is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>An id or a name. An escaped slash stays escaped in a path; as part of a name it is one.</summary>
    private static string Which(HttpContext context) => ((string?)context.GetRouteValue("id") ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
