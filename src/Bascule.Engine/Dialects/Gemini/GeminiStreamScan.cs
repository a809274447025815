using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.OpenAiChat;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Looks at the chunks of a stream that passes through. A finish reason and a clean end prove it whole.</summary>
internal sealed class GeminiStreamScan : StreamScan
{
    private GeminiUsage _usage;

    private uint _met, _ended;

    /// <summary>With several candidates the first to end proves nothing of the others.</summary>
    public override bool EndIsProof => _met != 0 && _met == _ended && Failure is null;

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
            return EndIsProof ? FrameMeaning.Terminal : Fail(ChatStreamReader.Cut);
        }

        GeminiScanning.Found found;
        try
        {
            found = GeminiScanning.Scan(data, ref _usage, known: Model is not null && Id is not null, Loop);
        }
        catch (JsonException)
        {
            return Fail(ChatStreamReader.Unreadable);
        }

        if (found.HasError)
        {
            return Fail(GeminiErrorReader.ReadInBand(data));
        }

        Id ??= found.Id;
        Model ??= found.Model;
        ModelValue = found.ModelValue;
        Usage = _usage.IsEmpty ? default : _usage.ToHub();
        ContentBytes += found.ContentBytes;
        Spoke |= found.Grew;
        if (found.Why is { } reason)
        {
            End(reason);
        }

        if (found is { Blocked: true, HasCandidate: false })
        {
            End(StopReason.ContentFilter);
            found.Take(0, ends: true);
        }

        (_met, _ended) = (_met | found.Met, _ended | found.Ended);
        var finishes = found.Ended != 0;
        Finished |= finishes;
        return found.Grew ? FrameMeaning.Content : finishes ? FrameMeaning.Finish : FrameMeaning.Prelude;
    }

    private FrameMeaning Fail(Failure failure)
    {
        Failure = failure;
        return FrameMeaning.Failed;
    }
}
