using System.CommandLine;
using System.Globalization;
using Bascule.Cli.Terminal;
using Bascule.Storage.Postgres;

namespace Bascule.Cli.Verbs.Configs;

/// <summary><c>bascule config list</c> and <c>show</c>: the versions that the database keeps.</summary>
internal static class VersionsVerb
{
    public static Command MakeList()
    {
        var (from, json) = (ConfigVerb.Database("--from"), CommonOptions.Json());
        var verb = new Command("list", "The versions in the database, the newest first.") { from, json };
        verb.SetAction((parsed, cancel) => ConfigVerb.WithAsync(parsed.GetValue(from), async configs =>
        {
            var kept = await configs.ListAsync(null, cancel);
            if (parsed.GetValue(json))
            {
                await Console.Out.WriteLineAsync(Json(kept));
                return 0;
            }

            var table = Tables.New(("version", true), ("at", false), ("by", false), ("lines", true));
            foreach (var one in kept)
            {
                Tables.Add(table, one.Id.ToString(CultureInfo.InvariantCulture), At(one), one.Author, Lines(one).ToString(CultureInfo.InvariantCulture));
            }

            Tables.Show(table);
            return 0;
        }));
        return verb;
    }

    public static Command MakeShow()
    {
        var version = new Argument<long?>("VERSION") { Description = "Left out: the one that counts.", Arity = ArgumentArity.ZeroOrOne };
        var from = ConfigVerb.Database("--from");
        var verb = new Command("show", "Writes a version out as it was put there.") { version, from };
        verb.SetAction((parsed, cancel) => ConfigVerb.WithAsync(parsed.GetValue(from), async configs =>
        {
            if (await configs.ListAsync(parsed.GetValue(version), cancel) is not [var config, ..])
            {
                await Console.Error.WriteLineAsync("There is no such version: bascule config list shows those that are kept.");
                return CommandLine.No;
            }

            await Console.Out.WriteAsync(config.Text);
            return 0;
        }));
        return verb;
    }

    private static string Json(IReadOnlyList<StoredConfig> kept) => Plain.Json(json =>
    {
        json.WriteStartArray();
        foreach (var one in kept)
        {
            json.WriteStartObject();
            json.WriteNumber("version", one.Id);
            json.WriteString("at", At(one));
            json.WriteString("by", one.Author);
            json.WriteNumber("lines", Lines(one));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string At(StoredConfig config) => config.At.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static int Lines(StoredConfig config) => config.Text.Count(letter => letter == '\n');
}
