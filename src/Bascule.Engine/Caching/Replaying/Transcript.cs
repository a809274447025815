using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Reasoning;

namespace Bascule.Engine.Caching.Replaying;

/// <summary>For whom an answer is written anew: his dialect, what he asked, and the id of his request.</summary>
internal sealed record Reader(ICallerDialect Dialect, ChatRequest Asked, string RequestId, long Now);

/// <summary>Writes a recorded answer in another dialect or another form than it was recorded in.</summary>
internal static class Transcript
{
    /// <summary>The whole answer.</summary>
    /// <param name="vendor">Whose signatures it holds, or null.</param>
    public static Read<byte[]> Whole(CachedAnswer answer, string? vendor, Reader reader)
    {
        var read = Read(answer, vendor, reader);
        if (read.Value is not { } told)
        {
            return read.Failure!;
        }

        using var written = new PooledBuffer(answer.Bytes.Length + 256);
        reader.Dialect.WriteAnswer(told, reader.Asked, written);
        return written.Written.ToArray();
    }

    /// <summary>The whole stream.</summary>
    /// <inheritdoc cref="Whole"/>
    public static Read<byte[]> Stream(CachedAnswer answer, string? vendor, Reader reader)
    {
        using var written = new PooledBuffer(answer.Bytes.Length + 256);
        if (answer.Stream)
        {
            using var streamed = new StreamTranscript(answer.Form.Reader!, answer.ContentType, vendor, reader);
            if (streamed.Take(answer.Bytes.Span, written) is { } failure || streamed.End(default, answer.Usage, written) is { } failed && (failure = failed) is not null)
            {
                return failure;
            }

            return written.Written.ToArray();
        }

        var read = Read(answer, vendor, reader);
        if (read.Value is not { } told)
        {
            return read.Failure!;
        }

        var writer = reader.Dialect.NewStreamWriter(reader.Asked);
        foreach (var said in AnswerTelling.Tell(told))
        {
            writer.Write(said, written);
        }

        return written.Written.ToArray();
    }

    /// <summary>Usage in the hub's words.</summary>
    public static Usage Of(LedgerUsage used) => new()
    {
        Input = used.Input,
        CachedInput = used.CachedInput,
        CacheWrite = used.CacheWrite,
        Output = used.Output,
        Reasoning = used.Reasoning,
    };

    /// <summary>The id that the answer has for him: the one it had where the dialect is the same.</summary>
    public static string IdFor(Reader reader, ICallerDialect from, string told) =>
        told.Length > 0 && from.Name == reader.Dialect.Name ? told : reader.Dialect.AnswerId(AnswerNames.Id(told), reader.RequestId);

    private static Read<Answer> Read(CachedAnswer answer, string? vendor, Reader reader)
    {
        var from = answer.Form.Reader!;
        Read<Answer> read;
        if (answer.Stream)
        {
            var said = new List<AnswerEvent>();
            using (var reading = new EventReading(from, answer.ContentType, vendor, reader.Asked.Turns.Count))
            {
                reading.Take(answer.Bytes.Span, last: true, said);
            }

            var gathered = new AnswerGathering();
            said.ForEach(gathered.Take);
            read = said is [.., AnswerFailed failed] ? failed.Failure : gathered.Answer;
        }
        else
        {
            read = from.ReadAnswer(answer.Bytes);
        }

        if (read.Value is not { } told)
        {
            return read;
        }

        told = Signed.By(vendor, told);
        return told with
        {
            Id = IdFor(reader, from, told.Id),
            Created = told.Created ?? reader.Now,
            Usage = told.Usage ?? (answer.Usage is { } used ? Of(used) : null),
            Choices = [.. told.Choices.Select(choice => choice with { Parts = MadeIds.Fill(choice.Parts, reader.Asked.Turns.Count) })],
        };
    }
}

/// <summary>Writes a recorded stream as another one, piece by piece, also while it still grows.</summary>
internal sealed class StreamTranscript(ICallerDialect from, string contentType, string? vendor, Reader reader) : IDisposable
{
    private readonly EventReading _reading = new(from, contentType, vendor, reader.Asked.Turns.Count);
    private readonly AnswerStreamWriter _writer = reader.Dialect.NewStreamWriter(reader.Asked);
    private readonly List<AnswerEvent> _said = [];
    private bool _told;
    private bool _ended;

    /// <inheritdoc cref="AnswerStreamWriter.EventsWritten"/>
    public long Events => _writer.EventsWritten;

    /// <summary>Writes what these bytes say, but for the end. Null, or why it cannot be written.</summary>
    public Failure? Take(ReadOnlySpan<byte> bytes, IBufferWriter<byte> into) => Write(bytes, last: false, into);

    /// <summary>Writes the rest and the end.</summary>
    /// <param name="usage">What was used, where the stream itself does not say.</param>
    public Failure? End(ReadOnlySpan<byte> bytes, LedgerUsage? usage, IBufferWriter<byte> into)
    {
        if (Write(bytes, last: true, into) is { } failure)
        {
            return failure;
        }

        if (!_ended)
        {
            return Upstream.Broken("The recorded answer is not complete.");
        }

        if (!_told && usage is not null)
        {
            _writer.Write(new UsageTold(Transcript.Of(usage)), into);
        }

        _writer.Write(new AnswerEnded(), into);
        return null;
    }

    public void Dispose() => _reading.Dispose();

    private Failure? Write(ReadOnlySpan<byte> bytes, bool last, IBufferWriter<byte> into)
    {
        _reading.Take(bytes, last, _said);
        foreach (var said in _said)
        {
            switch (said)
            {
                case AnswerFailed failed:
                    return failed.Failure;
                case AnswerEnded:
                    _ended = true;
                    break;
                case AnswerBegan began:
                    _writer.Write(began with { Id = Transcript.IdFor(reader, from, began.Id), Created = began.Created ?? reader.Now }, into);
                    break;
                default:
                    _told |= said is UsageTold;
                    _writer.Write(said, into);
                    break;
            }
        }

        _said.Clear();
        return null;
    }
}
