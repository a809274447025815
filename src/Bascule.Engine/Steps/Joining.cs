using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Caching.Replaying;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Taping;

namespace Bascule.Engine.Steps;

/// <summary>One who asks what is being asked already. A stream follows a stream as it grows, in any dialect; everybody else waits for the end and gets the whole of it.</summary>
internal sealed class Joining(Exchange exchange, Recall recall, Flight flight, Serving serving, TimeProvider time) : IDisposable
{
    private readonly AnswerTape _tape = flight.Tape;
    private StreamTranscript? _transcript;
    private bool _begun;

    private static Failure Cancelled { get; } = new(Blame.Caller, FailureKind.Cancelled, "cancelled", "The caller closed the connection.");

    private static Failure OutOfTime { get; } = new(Blame.Provider, FailureKind.Timeout, "upstream_timeout", "The time limit 'x-bascule-timeout' passed before the answer that was under way had come.") { Param = "x-bascule-timeout" };

    /// <summary>A stream that others follow broke, and was carried on with less money than it takes.</summary>
    private static Failure CutShort { get; } = new(Blame.Gateway, FailureKind.Broken, "joined_cut", "The answer that was shared with this request broke off, and was carried on within the budget of whoever asked first.") { Mend = "Ask again; with 'x-bascule-cache: no-store' nothing is shared." };

    private static Failure Outgrown { get; } = new(Blame.Gateway, FailureKind.Broken, "joined_too_large", $"The answer that was shared with this request is larger than {AnswerTape.Most} bytes, or too many were under way.") { Mend = "Ask again; with 'x-bascule-cache: no-store' nothing is shared." };

    /// <summary>Stays aboard to the end. Null: the caller has his answer, or the report says why he gets none.</summary>
    /// <returns>How the flight ended for those who got nothing of it; its <see cref="Landing.Claimed"/> says that it cannot be asked in this way at all.</returns>
    public async Task<Landing?> RunAsync()
    {
        var inquiry = exchange.Inquiry;
        using var patience = inquiry.Timeout is { } timeout ? new CancellationTokenSource(Positive(timeout - time.GetElapsedTime(inquiry.Came)), time) : null;
        using var over = patience is null ? null : CancellationTokenSource.CreateLinkedTokenSource(inquiry.Left, patience.Token);
        var cancel = over?.Token ?? inquiry.Left;
        try
        {
            return recall.Form.Stream && flight.Form is { Stream: true, Reader: not null } ? await FollowAsync(cancel) : await AwaitAsync(cancel);
        }
        catch (Exception gone) when (gone is IOException || (gone is OperationCanceledException && cancel.IsCancellationRequested))
        {
            return await FailAsync(patience is { IsCancellationRequested: true } && !inquiry.Left.IsCancellationRequested ? OutOfTime : Cancelled);
        }
        finally
        {
            flight.Leave();
        }
    }

    public void Dispose() => _transcript?.Dispose();

    private static TimeSpan Positive(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private async Task<Landing?> AwaitAsync(CancellationToken cancel)
    {
        Landing landing;
        using (exchange.Report.Wait(time))
        {
            landing = await flight.Landed.WaitAsync(cancel);
        }

        return await EndAsync(landing);
    }

    private async Task<Landing?> FollowAsync(CancellationToken cancel)
    {
        using var written = new PooledBuffer(1024);
        for (var at = 0; ;)
        {
            var piece = _tape.Read(at, out var state);
            if (!piece.IsEmpty)
            {
                if (!_begun && (flight.IsParted || !Begin()))
                {
                    return flight.IsParted ? Landing.Alone : NotForHim;
                }

                at += piece.Length;
                var (bytes, trouble) = Write(piece, written);
                if (trouble is not null)
                {
                    return await FailAsync(trouble);
                }

                using (exchange.Report.Wait(time))
                {
                    await exchange.Inquiry.Answer.WriteAsync(bytes, cancel);
                }

                continue;
            }

            if (state == TapeState.Growing)
            {
                if (!_begun && flight.Landed.IsCompletedSuccessfully)
                {
                    return await EndAsync(await flight.Landed);    // it was known all along, or the leader goes on alone
                }

                using var waiting = exchange.Report.Wait(time);
                var change = _tape.ChangeAsync(at);
                await (_begun ? change : Task.WhenAny(change, flight.Landed)).WaitAsync(cancel);
                continue;
            }

            if (state == TapeState.Full)
            {
                return _begun ? await FailAsync(Outgrown) : NotForHim;
            }

            var landing = await flight.Landed.WaitAsync(cancel);
            return !_begun ? await EndAsync(landing)
                : landing.Answer is null ? await FailAsync(landing.Failure ?? (flight.IsParted ? CutShort : Outgrown))
                : await ConcludeAsync(landing, written);
        }
    }

    /// <summary>He cannot have this answer, and asks for himself.</summary>
    private static Landing NotForHim { get; } = new(null, null, Claimed: true);

    /// <summary>The answer begins for him too. False: it comes from a deployment whose answers he may not have, or his request cannot be read.</summary>
    private bool Begin()
    {
        var (inquiry, made) = (exchange.Inquiry, flight.Report.Committed!);
        var (form, contentType) = (flight.Form!.Value, _tape.ContentType!);
        if (serving.By(made.Target) is not { } by)
        {
            return false;
        }

        if (!recall.Form.Fits(form))
        {
            if (serving.NewReader() is not { } reader)
            {
                return false;
            }

            _transcript = new StreamTranscript(form.Reader!, contentType, Serving.VendorOf(by, form, made.DialectOut), reader);
        }

        _begun = inquiry.Answer.TryClaim();
        recall.Word = Recall.Joined;
        inquiry.Answer.Open(serving.HeadOf(by, _transcript is null ? contentType : inquiry.Dialect.StreamType, null, _transcript is null && made.Dropped.Count > 0 ? string.Join(",", made.Dropped) : null));
        return _begun;
    }

    private (ReadOnlyMemory<byte> Bytes, Failure? Trouble) Write(ReadOnlyMemory<byte> piece, PooledBuffer written)
    {
        if (_transcript is null)
        {
            return (piece, null);
        }

        written.Clear();
        var trouble = _transcript.Take(piece.Span, written);
        return (written.Written, trouble);
    }

    /// <summary>The last of a stream that he followed.</summary>
    private async Task<Landing?> ConcludeAsync(Landing landing, PooledBuffer written)
    {
        recall.Answer = landing.Answer;
        var last = _tape.Last;
        if (_transcript is not null)
        {
            written.Clear();
            if (_transcript.End(last.Span, landing.Answer!.Usage, written) is { } trouble)
            {
                return await FailAsync(trouble);
            }

            last = written.Written;
        }

        exchange.Inquiry.Answer.Foresee(last.Span);
        await serving.SealAsync();
        await serving.WriteAsync(last);
        return null;
    }

    /// <summary>It is over, and he has nothing of it yet.</summary>
    private async Task<Landing?> EndAsync(Landing landing)
    {
        if (landing.Answer is { } answer)
        {
            recall.Similarity = landing.Similarity;
            return await serving.TryServeAsync(answer, landing.Similarity is null ? Recall.Joined : Recall.Semantic) ? null : NotForHim;
        }

        if (!landing.Claimed || landing.Failure is null || landing.IsLeadersOwn)
        {
            return landing;    // the leader's leaving is not his
        }

        exchange.Report.Spent = flight.Report.Spent;
        return await FailAsync(landing.Failure);
    }

    /// <summary>Why he gets no answer, or no more of it. One that has begun is ended here, any other where the journey ends.</summary>
    private async Task<Landing?> FailAsync(Failure failure)
    {
        var inquiry = exchange.Inquiry;
        (exchange.Report.Failure, recall.Word) = (failure, Recall.Joined);
        if (!_begun)
        {
            return null;
        }

        await serving.SealAsync();
        if (failure.Kind == FailureKind.Cancelled)
        {
            inquiry.Answer.Abort();
            return null;
        }

        using var told = new PooledBuffer(256);
        inquiry.Dialect.WriteStreamError(failure, inquiry.IdText, _transcript?.Events ?? flight.Report.Committed!.Events, told);
        await serving.WriteAsync(told.Written);
        return null;
    }
}
