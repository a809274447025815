using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Looks at the chunks of a stream that passes through. A finish reason and a clean end prove it whole.</summary>
internal sealed class GeminiStreamScan : StreamScan
{
    private GeminiUsage _usage;

    public override bool EndIsProof => Finished && Failure is null;

    public override FrameMeaning Scan(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        ModelValue = default;
        if (Failure is not null)
        {
            return FrameMeaning.Failed;
        }

        if (data.IsEmpty)
        {
            return FrameMeaning.Prelude;
        }

        if (GeminiScanning.IsDone(data))
        {
            return Finished ? FrameMeaning.Terminal : Fail(GeminiStreamReader.Cut);
        }

        GeminiScanning.Found found;
        try
        {
            found = GeminiScanning.Scan(data, ref _usage, known: Model is not null && Id is not null);
        }
        catch (JsonException)
        {
            return Fail(GeminiStreamReader.Unreadable);
        }

        if (found.HasError)
        {
            return Fail(GeminiErrorReader.Read(200, data));
        }

        Id ??= found.Id;
        Model ??= found.Model;
        ModelValue = found.ModelValue;
        Usage = _usage.IsEmpty ? default : _usage.ToHub();
        ContentBytes += found.ContentBytes;
        var finishes = found.Finished || (found.Blocked && !found.HasCandidate);
        Finished |= finishes;
        return found.Grew ? FrameMeaning.Content : finishes ? FrameMeaning.Finish : FrameMeaning.Prelude;
    }

    private FrameMeaning Fail(Failure failure)
    {
        Failure = failure;
        return FrameMeaning.Failed;
    }
}
