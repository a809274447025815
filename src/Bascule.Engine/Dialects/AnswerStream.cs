using System.Buffers;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects;

/// <summary>Reads one streamed answer, frame by frame, into events of the hub.</summary>
public abstract class AnswerStreamReader
{
    /// <summary>Something was read of which no event tells yet: half a character, a call's arguments that come in pieces and are told whole.</summary>
    public virtual bool HoldsBack => false;

    /// <summary>Reads one frame. After <see cref="AnswerEnded"/> or <see cref="AnswerFailed"/> nothing more is added.</summary>
    public abstract void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into);

    /// <summary>The body ended cleanly. Adds <see cref="AnswerEnded"/> where the dialect accepts that as a proof, else <see cref="AnswerFailed"/>; nothing if either was told before.</summary>
    public abstract void End(ICollection<AnswerEvent> into);
}

/// <summary>Writes one streamed answer from events of the hub.</summary>
public abstract class AnswerStreamWriter
{
    /// <summary>Events written so far, in a dialect that numbers them.</summary>
    public virtual long EventsWritten => 0;

    /// <summary>
    /// The caller gets an upstream's event of this very dialect as it is. What it means is written as well, to nowhere, so that this writer stands where that stream does;
    /// this names what events of the hub do not say (numbers, ids), before they are written.
    /// </summary>
    public virtual void Follow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
    }

    /// <summary>The stream that was followed broke off: what is written from now on stands behind it. False: it began something that nothing was said of, so nothing can stand there.</summary>
    public virtual bool GoOn() => true;

    /// <summary>Writes what an event means. <see cref="AnswerEnded"/> writes the terminal event; <see cref="AnswerFailed"/> is written by <see cref="ICallerDialect.WriteStreamError(Failure, string, long, IBufferWriter{byte})"/>.</summary>
    public abstract void Write(AnswerEvent said, IBufferWriter<byte> into);
}

/// <summary>Looks at the frames of a stream that is passed through: what they mean, usage, model, the terminal proof. Allocates nothing per frame.</summary>
public abstract class StreamScan
{
    public string? Id { get; protected set; }

    public string? Model { get; protected set; }

    /// <summary>What the upstream says of the system that answers, in a dialect that has a word for it.</summary>
    public string? Fingerprint { get; protected set; }

    public Usage Usage { get; protected set; }

    /// <summary>Set once a finish reason was seen for a choice.</summary>
    public bool Finished { get; protected set; }

    /// <summary>The in-band failure, once <see cref="FrameMeaning.Failed"/> was returned.</summary>
    public Failure? Failure { get; protected set; }

    /// <summary>Where the model's value stands in the last frame's data, quotes included; empty where it is absent.</summary>
    public Range ModelValue { get; protected set; }

    /// <summary>Bytes of text, reasoning and arguments seen so far, for an estimate where no usage is told.</summary>
    public long ContentBytes { get; protected set; }

    /// <summary>Something was said: words, thinking, a call, a picture.</summary>
    public bool Spoke { get; protected set; }

    /// <summary>Why the answer ended; of several choices the first reason that is not their own accord. Null: nobody said why.</summary>
    public StopReason? Ended { get; private set; }

    /// <summary>Takes the words that are seen; null: nobody wants that.</summary>
    public LoopWatch? Loop { get; set; }

    public abstract FrameMeaning Scan(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>Whether a clean end of body now is a proof that the answer is whole.</summary>
    public abstract bool EndIsProof { get; }

    protected void Say(ReadOnlySpan<byte> words)
    {
        ContentBytes += words.Length;
        Loop?.Take(words);
    }

    protected void End(StopReason reason) => Ended = StopReasons.Of(Ended, reason);
}

/// <summary>What one frame means for the journey.</summary>
public enum FrameMeaning
{
    /// <summary>Nothing was said yet: role, ids, pings.</summary>
    Prelude,

    /// <summary>The answer grows.</summary>
    Content,

    /// <summary>A finish reason.</summary>
    Finish,

    /// <summary>Only usage: the extra chunk that OpenAI sends when asked.</summary>
    Usage,

    /// <summary>The terminal event.</summary>
    Terminal,

    /// <summary>An error inside the stream, or a frame that cannot be read.</summary>
    Failed,
}
