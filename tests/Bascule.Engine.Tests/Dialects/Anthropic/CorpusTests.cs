using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

/// <summary>Every recorded exchange of this wire is read, and scan and reader agree.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Corpus_Every200Answer_IsReadAndScanAgrees()
    {
        var read = 0;
        foreach (var (file, exchange) in Exchanges())
        {
            var response = exchange.GetProperty("response");
            if (response.GetProperty("status").GetInt32() != 200)
            {
                continue;
            }

            read++;
            if (response.TryGetProperty("sse", out var sse) && sse.ValueKind == JsonValueKind.String)
            {
                CheckStream(file, Encoding.UTF8.GetBytes(sse.GetString()!));
            }
            else
            {
                CheckAnswer(file, Encoding.UTF8.GetBytes(response.GetProperty("body").GetRawText()));
            }
        }

        Assert.True(read > 0);
    }

    [Fact]
    public void Corpus_EveryRequestThatWasAnswered_IsReadAndWrittenAgain()
    {
        foreach (var (file, exchange) in Exchanges())
        {
            if (exchange.GetProperty("response").GetProperty("status").GetInt32() != 200
                || !exchange.TryGetProperty("request", out var request) || request.ValueKind != JsonValueKind.Object
                || !request.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("model", out _))
            {
                continue;
            }

            var read = Claude.Read(body.GetRawText());
            Assert.True(read.Failure is null, $"{file}: {read.Failure?.Message}");
            var again = Claude.Read(Claude.Write(read.Value!, Claude.From("anthropic")));
            Assert.True(again.Failure is null, $"{file} again: {again.Failure?.Message}");
        }
    }

    [Fact]
    public void Corpus_EveryError_IsClassified()
    {
        foreach (var (file, exchange) in Exchanges())
        {
            var response = exchange.GetProperty("response");
            var status = response.GetProperty("status").GetInt32();
            if (status != 200)
            {
                var failure = Claude.Dialect.ReadError(status, Encoding.UTF8.GetBytes(response.GetProperty("body").GetRawText()));
                Assert.True(failure.UpstreamType is not null, file);
            }
        }
    }

    private static void CheckAnswer(string file, byte[] body)
    {
        var read = Claude.Dialect.ReadAnswer(body);
        Assert.True(read.Failure is null, $"{file}: {read.Failure?.Message}");
        var scan = Claude.Dialect.ScanAnswer(body);
        Assert.Equal((read.Value!.Id, read.Value.Model, read.Value.Usage ?? default), (scan.Id ?? "", scan.Model ?? "", scan.Usage));
        Assert.NotEqual(StopReason.Unknown, read.Value.Choices[0].Stop.Reason);
        var again = Claude.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Claude.Write(read.Value)));
        Assert.Equal(HubText.Render(read.Value.Usage), HubText.Render(again.Value!.Usage));
        Assert.Equal(read.Value.Choices[0].Parts.Count(part => part is not TextPart { Text: "" }), again.Value.Choices[0].Parts.Count);
    }

    private static void CheckStream(string file, byte[] stream)
    {
        var events = Claude.Events(stream);
        var (meanings, scan) = Claude.Scan(stream);
        Assert.True(events[^1] is AnswerEnded, $"{file}: {events[^1]}");
        Assert.Null(scan.Failure);
        Assert.Contains(Engine.Dialects.FrameMeaning.Terminal, meanings);
        Assert.Equal(events.OfType<UsageTold>().Last().Usage, scan.Usage);
        Assert.Equal(events.OfType<ChoiceEnded>().Single().Stop.Reason != StopReason.Unknown, scan.Finished);
        Assert.Equal(events.OfType<AnswerBegan>().Single().Model, scan.Model);
        var again = Claude.Events(Claude.Write(events));
        Assert.Equal(Told(events), Told(again));
    }

    /// <summary>What was said, without the cuts between pieces and without empty parts.</summary>
    private static string Told(List<AnswerEvent> events)
    {
        var parts = events.OfType<PartBegan>().Select(began => (Seed: HubText.Line(began.Seed),
            Text: string.Concat(events.OfType<PartGrew>().Where(grew => grew.Part == began.Part).Select(grew => grew.Text))
                + string.Concat(events.OfType<PartSigned>().Where(signed => signed.Part == began.Part).Select(signed => signed.Signature))));
        return string.Join('\n', parts.Where(part => part.Text.Length > 0 || part.Seed is not "TextPart").Select(part => $"{part.Seed}: {part.Text}"))
            + HubText.Line(events.OfType<ChoiceEnded>().Single()) + HubText.Line(events.OfType<UsageTold>().Last());
    }

    private static IEnumerable<(string File, JsonElement Exchange)> Exchanges()
    {
        var folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "..", "shared", "corpus");
        Assert.SkipUnless(Directory.Exists(folder), $"The corpus of recorded traffic is not at {folder}; set BASCULE_CORPUS.");
        foreach (var path in Directory.EnumerateFiles(folder, "anthropic-messages__*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            yield return (Path.GetFileName(path), document.RootElement.Clone());
        }
    }
}
