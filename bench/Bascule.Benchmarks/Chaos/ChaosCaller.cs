using System.Text;
using System.Text.Json;

namespace Bascule.Benchmarks.Chaos;

/// <summary>One caller, of one dialect and one route, who streams or does not, asks at a steady pace and holds each answer against the right one.</summary>
internal sealed class ChaosCaller(HttpClient client, WireForm form, string route, bool stream, int pieces, Tally tally)
{
    public const string SaysError = "told in an error";
    public const string Cut = "cut without a word";
    public const string Differs = "another text";

    private static long _numbers;

    /// <summary>Asks every <paramref name="every"/>, or at once when an answer took longer, until the time is over, and finishes what was begun.</summary>
    public async Task RunAsync(TimeSpan first, TimeSpan every, CancellationToken over)
    {
        try
        {
            await Task.Delay(first, over);
            using var pace = new PeriodicTimer(every);
            do
            {
                await AskAsync();
            }
            while (await pace.WaitForNextTickAsync(over));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The end.
        }
    }

    public async Task AskAsync()
    {
        var number = Interlocked.Increment(ref _numbers);
        using var request = new HttpRequestMessage(HttpMethod.Post, form.Path)
        {
            Content = new StringContent(form.Ask(route, Expected.Prompt(number), stream), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-api-key", ChaosHouse.Key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        var text = new StringBuilder();
        var id = "";
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            id = response.Headers.TryGetValues("x-bascule-request-id", out var ids) ? ids.First() : "";
            using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
            var buffer = new char[4096];
            for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            {
                text.Append(buffer, 0, read);
            }

            var wrong = (int)response.StatusCode == 200 ? Judge(text.ToString(), Expected.Text(number, pieces)) : $"{SaysError} ({(int)response.StatusCode})";
            tally.Add(wrong, Example(id, text.ToString()));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException)
        {
            tally.Add(Cut, Example(id, broken.Message + " " + text));
        }
    }

    private string? Judge(string body, string expected)
    {
        if (!stream)
        {
            var answer = JsonElement.Parse(body);
            return answer.TryGetProperty("error", out _) ? SaysError : form.Text(answer) == expected ? null : Differs;
        }

        var (text, ended, failed) = form.Read(body);
        return failed ? $"{SaysError} event" : !ended ? Cut : text == expected ? null : Differs;
    }

    private string Example(string id, string text) => $"{route} {form.Path} stream {stream} {id} {text[Math.Max(0, text.Length - 300)..].ReplaceLineEndings(" ")}";
}
