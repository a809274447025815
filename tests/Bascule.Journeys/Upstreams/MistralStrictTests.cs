using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Dialects;
using Bascule.Journeys.Corpus;
using Bascule.Sandbox.Mistral;

namespace Bascule.Journeys.Upstreams;

/// <summary>Recorded requests of callers, as a strict Mistral would see them.</summary>
public sealed class MistralStrictTests
{
    [Fact]
    public void RecordedRequests_WrittenForMistral_AreRefusedByNoRuleOfIts()
    {
        Assert.SkipWhen(RecordingFolder.Path is null, RecordingFolder.Absent);
        var wrong = new List<string>();
        foreach (var recording in RecordingFolder.ReadAll().Where(recording => recording.Request is not null && recording.Status == 200))
        {
            if (DialectSet.FindCaller(recording.Format.Name)?.ReadRequest(recording.Request!).Value is not { } request)
            {
                continue;
            }

            var written = new ArrayBufferWriter<byte>();
            DialectSet.Find("mistral")!.WriteRequest(request, new RequestWriting { Model = "mistral-small-latest", From = recording.Format.Name }, written);
            using var body = JsonDocument.Parse(written.WrittenMemory);

            // Logprobs some models have; a user behind a tool's result Mistral took in recorded traffic.
            if (MistralStrictness.Refuse(body.RootElement) is { } refusal && !refusal.Message.Contains("Logprobs", StringComparison.Ordinal) && refusal.Message != "Unexpected role 'user' after role 'tool'")
            {
                wrong.Add($"{recording.Hash}: {refusal.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
