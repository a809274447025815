namespace Bascule.Engine.Dialects.Taping;

/// <summary>
/// Writes a taped answer to the caller who asked first. While nobody else reads from the tape the upstream is read as fast as he reads; while others do, he is as slow as he
/// likes, or gone, and they are not.
/// </summary>
/// <param name="send">Writes bytes to him and waits while he reads slower than that.</param>
/// <param name="left">Cancelled when he leaves.</param>
internal sealed class OwnPace(AnswerTape tape, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send, CancellationToken left)
{
    private readonly Lock _lock = new();
    private Task _pump = Task.CompletedTask;
    private bool _pumping;
    private int _sent;
    private int _due;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (!tape.Take(bytes.Span))
        {
            await PassAsync(bytes, cancel);
            return;
        }

        bool begins;
        lock (_lock)
        {
            _due += bytes.Length;
            begins = !_pumping;
            _pumping = true;
        }

        if (begins)
        {
            _pump = PumpAsync();
        }

        var pump = _pump;
        while (!pump.IsCompleted && !tape.IsFollowed)
        {
            await Task.WhenAny(pump, tape.FollowedAsync()).WaitAsync(cancel);
        }

        if (pump.IsCompleted)
        {
            await pump;
        }
    }

    /// <summary>Waits until he has all that is meant for him, or is gone.</summary>
    public Task CatchUpAsync() => _pump;

    /// <summary>The tape takes no more: from here on it is an answer of his alone.</summary>
    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (!_pump.IsCompleted)
        {
            await _pump.WaitAsync(cancel);
        }

        if (!left.IsCancellationRequested || !tape.IsFollowed)
        {
            await send(bytes, cancel);
        }
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            ReadOnlyMemory<byte> piece;
            lock (_lock)
            {
                if (_sent == _due || left.IsCancellationRequested)
                {
                    _pumping = false;
                    return;
                }

                piece = tape.Slice(_sent, _due);
                _sent = _due;
            }

            try
            {
                await send(piece, left);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
            {
                lock (_lock)
                {
                    _pumping = false;
                }

                if (tape.IsFollowed)
                {
                    return;    // he is gone, or will be in a moment; the others are not
                }

                throw;
            }
        }
    }
}
