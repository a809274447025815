using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiTasks;

/// <summary>What is served of OpenAI's API beside texts.</summary>
internal static class OpenAiTaskEndpoints
{
    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Task("/v1/embeddings", OpenAiEndpoints.Vendor, Embeddings.Errand),
        ServedEndpoint.Task("/v1/moderations", OpenAiEndpoints.Vendor, Moderations.Errand),
        ServedEndpoint.Task("/v1/images/generations", OpenAiEndpoints.Vendor, Pictures.Errand),
        ServedEndpoint.Task("/v1/audio/speech", OpenAiEndpoints.Vendor, Sounds.Speech),
        ServedEndpoint.Task("/v1/audio/transcriptions", OpenAiEndpoints.Vendor, Sounds.Transcription),
    ];
}
