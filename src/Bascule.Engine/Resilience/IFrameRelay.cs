using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Resilience;

/// <summary>What one upstream event becomes for the caller.</summary>
internal interface IFrameRelay
{
    /// <summary>Set once <see cref="FrameMeaning.Failed"/> was returned.</summary>
    Failure? Failure { get; }

    /// <summary>Bytes of text, reasoning and arguments so far.</summary>
    long ContentBytes { get; }

    /// <summary>Something was said, and the rules let none of it go out yet.</summary>
    bool IsSilent { get; }

    /// <summary>Takes one event and writes what the caller gets of it. Of a terminal event only its own bytes may be written.</summary>
    FrameMeaning Take(in Frame frame, AttemptWriter into);

    /// <summary>Takes what follows the terminal event.</summary>
    void TakeTail(in Frame frame, AttemptWriter into);

    /// <summary>The body ended cleanly without a terminal event. Null: that is a proof here; what belongs behind it was written.</summary>
    Failure? End(AttemptWriter into);

    /// <summary>The answer is whole: rules that wanted to see it so decide. Null: it may go out, and was written.</summary>
    ValueTask<Failure?> ConcludeAsync(AttemptWriter into, CancellationToken cancel);

    /// <summary>The stream broke off, and what the rules held is judged as it is, or forgotten where the stream is carried on from what the caller has.</summary>
    void Break(AttemptWriter into);

    /// <summary>Tells whoever keeps turns the last event. Called once, when the answer is whole and this attempt owns it.</summary>
    void Tell();

    /// <summary>Writes what was learned into the attempt's report. May be called again.</summary>
    /// <param name="whole">The answer is whole; a cut one costs its input and what it sent, by our estimate.</param>
    void Account(bool whole);
}
