using System.CommandLine;
using System.Text;
using Bascule.Cli.Terminal;
using Bascule.Server.Configuration.Importing;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule import litellm</c>: another gateway's config becomes a config of this one.</summary>
internal static class ImportVerb
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "LiteLLM's proxy config." };
        var keys = new Option<string?>("--keys") { Description = "Its table LiteLLM_VerificationToken as CSV, with the header.", HelpName = "CSV" };
        var to = new Option<string?>("--out") { Description = "The file to write; one that is there is left as it is. Left out: standard output.", HelpName = "FILE" };
        var json = CommonOptions.Json();
        var litellm = new Command("litellm", "Writes a config from LiteLLM's, and lists by line what has no counterpart.") { file, keys, to, json };
        litellm.SetAction((parsed, _) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(keys), parsed.GetValue(to), parsed.GetValue(json)));
        return new Command("import", "Takes over the config of another gateway.") { litellm };
    }

    private static async Task<int> RunAsync(string file, string? keys, string? to, bool json)
    {
        ImportResult result;
        try
        {
            var settings = new HostSettings { ConfigFile = to };
            result = LiteLlmImport.Read(file, keys, Startup.Surroundings(settings, Startup.LoadFacts(settings)));
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }

        if (result.Yaml is not { } yaml)
        {
            return await CommandLine.RefuseAsync(result.Problems.Select(Plain.Text));
        }

        if (to is not null && await WriteAsync(to, yaml) is { } trouble)
        {
            return await CommandLine.RefuseAsync(Plain.Text(trouble));
        }

        if (json)
        {
            await Console.Out.WriteLineAsync(Json(result, to));
            return 0;
        }

        if (to is null)
        {
            await Console.Out.WriteAsync(yaml);
        }

        await TellAsync(result, to);
        return 0;
    }

    private static async Task TellAsync(ImportResult result, string? to)
    {
        foreach (var note in result.Notes)
        {
            await Console.Error.WriteLineAsync(Plain.Text(note.ToString()));
        }

        foreach (var warning in result.Warnings)
        {
            await Console.Error.WriteLineAsync(Plain.Text($"check warns: {warning}"));
        }

        if (result.Variables.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Set before you serve: {string.Join(", ", result.Variables)}");
        }

        if (to is not null)
        {
            await Console.Error.WriteLineAsync(Plain.Text($"{to} is written. bascule check --config {to} reads it."));
        }
    }

    /// <summary>A config that is there may have been worked on: it is never written over.</summary>
    private static async Task<string?> WriteAsync(string to, string yaml)
    {
        try
        {
            await using var stream = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(yaml));
            return null;
        }
        catch (IOException) when (File.Exists(to))
        {
            return $"{to} is there and was left as it is: name another file.";
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return $"{to}: cannot be written: {wrong.Message}";
        }
    }

    private static string Json(ImportResult result, string? to) => Plain.Json(json =>
    {
        json.WriteStartObject();
        if (to is null)
        {
            json.WriteString("config", result.Yaml);
        }
        else
        {
            json.WriteString("written", to);
        }

        json.WriteStartArray("not_carried_over");
        foreach (var note in result.Notes)
        {
            json.WriteStartObject();
            json.WriteString("file", note.File);
            json.WriteNumber("line", note.Line);
            json.WriteString("path", note.Path);
            json.WriteString("message", note.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        List("variables", result.Variables);
        List("warnings", result.Warnings);
        json.WriteEndObject();

        void List(string name, IReadOnlyList<string> items)
        {
            json.WriteStartArray(name);
            foreach (var item in items)
            {
                json.WriteStringValue(item);
            }

            json.WriteEndArray();
        }
    });
}
