using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Dialects;
using Bascule.Journeys.Corpus;
using Bascule.Sandbox.Bedrock;
using Bascule.Sandbox.Cohere;
using Bascule.Sandbox.Gemini;
using Bascule.Sandbox.Mistral;
using Bascule.Sandbox.Ollama;
using Bascule.Sandbox.Responses;
using Bascule.Sandbox.Wire;

namespace Bascule.Journeys.Upstreams;

/// <summary>Recorded requests of callers, written for each dialect that providers speak: none is refused by what its vendor refuses.</summary>
public sealed class StrictVendorsTests
{
    private static readonly Dictionary<string, Func<JsonElement, Refusal?>> Rules = new()
    {
        ["openai-responses"] = static body => ResponsesStrictness.Refuse(body),
        ["gemini"] = static body => GeminiStrictness.Refuse(body, new GeminiTerms { Model = "gemini-3-pro-preview", TakesForeignSignatures = true }),
        // Which of Mistral's models tell logprobs is not in the request.
        ["mistral"] = static body => MistralStrictness.Refuse(body) is { } refusal && !refusal.Message.Contains("Logprobs", StringComparison.Ordinal) ? refusal : null,
        ["ollama"] = static body => OllamaStrictness.Refuse(body, chats: true),
        ["bedrock"] = static body => BedrockStrictness.Refuse(body, foreignSignatures: true),
        ["cohere"] = CohereStrictness.Refuse,
    };

    /// <summary>Recordings whose callers asked for what only their own vendor takes.</summary>
    private static readonly string[] Peculiar =
    [
        // A tool result under an id that no call had, in 2024.
        "9aeb0a981d",
        // A service tier of Groq's.
        "a11651a062",
        // A strict schema that OpenAI would refuse from its own callers too.
        "31ab92f50b",
        // Reasoning with the id of OpenRouter's answer, and a message without.
        "368d0e4e2c",
        // Calls of a hosted tool in the history, and no tool that Bedrock knows.
        "4e063477a9",
    ];

    public static TheoryData<string> Names => [.. DialectSet.All.Select(dialect => dialect.Name).Where(Rules.ContainsKey)];

    [Theory, MemberData(nameof(Names))]
    public void RecordedRequests_WrittenForAVendor_AreRefusedByNoRuleOfIts(string name)
    {
        Assert.SkipWhen(RecordingFolder.Path is null, RecordingFolder.Absent);
        var wrong = new List<string>();
        foreach (var recording in RecordingFolder.ReadAll().Where(recording => recording.Request is not null && recording.Status == 200 && recording.Format.Name != name && !Peculiar.Contains(recording.Hash)))
        {
            if (DialectSet.FindCaller(recording.Format.Name)?.ReadRequest(recording.Request!).Value is not { } request)
            {
                continue;
            }

            var written = new ArrayBufferWriter<byte>();
            DialectSet.Find(name)!.WriteRequest(request, new RequestWriting { Model = ModelOf(name), From = recording.Format.Name, SignaturesOf = name == "gemini" ? "google" : null }, written);
            using var body = JsonDocument.Parse(written.WrittenMemory);
            if (Rules[name](body.RootElement) is { } refusal)
            {
                wrong.Add($"{recording.Hash}: {refusal.Message} ({refusal.Param})");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} refused\n{string.Join('\n', wrong)}");
    }

    private static string ModelOf(string name) => name == "gemini" ? "gemini-3-pro-preview" : "m";
}
