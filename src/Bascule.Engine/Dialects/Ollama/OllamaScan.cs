namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Looks at lines that pass through. Only <c>done</c> proves the answer whole; the body's end proves nothing.</summary>
internal sealed class OllamaScan : StreamScan
{
    public override bool EndIsProof => false;

    /// <summary>Reads off a whole answer what the ledger needs.</summary>
    public static AnswerScan ScanWhole(ReadOnlySpan<byte> body)
    {
        var walk = new OllamaWalk(body, wantsModel: true);
        if (!walk.TryRun(body))
        {
            return new AnswerScan { Failure = OllamaErrors.NoAnswer };
        }

        return new AnswerScan
        {
            Failure = walk.Failed ? OllamaErrors.Read(null, body) : walk.Done is false || !walk.Answered ? OllamaErrors.NoAnswer : null,
            Model = walk.Model,
            ModelValue = walk.ModelValue,
            Usage = walk.Usage,
            Spoke = walk.Grew,
            Ended = walk.Ended,
        };
    }

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

        var walk = new OllamaWalk(data, wantsModel: Model is null, Loop);
        if (!walk.TryRun(data) || walk.Failed)
        {
            Failure = walk.Failed ? OllamaErrors.Read(null, data) : OllamaErrors.Unreadable;
            return FrameMeaning.Failed;
        }

        Model ??= walk.Model;
        ModelValue = walk.ModelValue;
        ContentBytes += walk.ContentBytes;
        Usage = walk.Usage.IsEmpty ? Usage : walk.Usage;
        Finished |= walk.Done is true;
        Spoke |= walk.Grew;
        if (walk.Ended is { } reason)
        {
            End(reason);
        }

        return walk.Done is true ? FrameMeaning.Terminal : walk.Grew ? FrameMeaning.Content : FrameMeaning.Prelude;
    }
}
