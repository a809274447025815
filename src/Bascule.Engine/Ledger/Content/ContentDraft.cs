using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Ledger.Content;

/// <summary>The words of one exchange on their way to be kept, as they were asked and answered.</summary>
/// <param name="StreamType">The content type of a streamed answer; null: it is whole.</param>
public sealed record ContentDraft(Guid Id, DateTimeOffset At, WordOwner Owner, ICallerDialect Dialect, string? StreamType)
{
    public byte[] Request { get; init; } = [];

    public bool RequestCut { get; init; }

    public byte[] Answer { get; init; } = [];

    public bool AnswerCut { get; init; }

    public long Bytes => Request.LongLength + Answer.LongLength;
}

/// <summary>The words of one exchange as they are kept.</summary>
/// <param name="Until">When their time is over.</param>
/// <param name="IsFull">As they were asked and answered; else redacted.</param>
public sealed record KeptContent(Guid Id, DateTimeOffset At, DateTimeOffset Until, WordOwner Owner, bool IsFull)
{
    public byte[] Request { get; init; } = [];

    public bool RequestCut { get; init; }

    public byte[] Answer { get; init; } = [];

    public bool AnswerCut { get; init; }
}

/// <summary>What is remembered of a caller's body as it came.</summary>
/// <param name="Hash">Null: not hashed.</param>
/// <param name="Words">Where they are kept in full; else null.</param>
public readonly record struct RequestTrace(Digest? Hash, byte[]? Words);
