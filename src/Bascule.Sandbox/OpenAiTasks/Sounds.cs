using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiTasks;

/// <summary>Speech that is a short tone, and transcripts that tell no more than the file's name.</summary>
internal static class Sounds
{
    private const int SamplesASecond = 8_000;
    private const int Samples = 800;
    private const double Pitch = 440;

    private static readonly Rule SpeechBody = Rule.Object(
        ("model!", Rule.Text()), ("input!", Rule.Text()), ("voice!", Rule.Either(Rule.Text(), Rule.Map)), ("instructions", Rule.Text()), ("response_format", Rule.Text("mp3", "opus", "aac", "flac", "wav", "pcm")),
        ("speed", Rule.Number(0.25, 4)), ("stream_format", Rule.Text("sse", "audio")));

    // The fields of a form are texts, and may repeat under names with brackets.
    private static readonly Rule TranscriptBody = Rule.Open(("file!", Rule.Text()), ("model!", Rule.Text()));

    /// <summary>A WAV whatever format is asked for: the sandbox has no encoder.</summary>
    public static Errand Speech { get; } = new(asked => OpenAiWords.Of(SpeechBody.Check(asked.Body, "")), static (_, _) => Tone()) { ContentType = "audio/wav" };

    public static Errand Transcription { get; } = new(asked => OpenAiWords.Of(TranscriptBody.Check(asked.Body, "")), Transcript);

    private static byte[] Transcript(Asked asked, SandboxModel model) => Json.Bytes(new JsonObject
    {
        ["text"] = $"This is a simulated transcript of {asked.Body.Text("file")}.",
        ["usage"] = new JsonObject { ["type"] = "duration", ["seconds"] = 1 },
    });

    private static byte[] Tone()
    {
        const int head = 44;
        var wave = new byte[head + (Samples * 2)];
        "RIFF"u8.CopyTo(wave);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(4), wave.Length - 8);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(24), SamplesASecond);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(28), SamplesASecond * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(34), 16);
        "data"u8.CopyTo(wave.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(40), Samples * 2);
        for (var at = 0; at < Samples; at++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(head + (at * 2)), (short)(8_000 * Math.Sin(2 * Math.PI * Pitch * at / SamplesASecond)));
        }

        return wave;
    }
}
