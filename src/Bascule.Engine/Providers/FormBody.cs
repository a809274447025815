using System.Buffers;
using System.Net;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Forms;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Providers;

/// <summary>
/// A caller's form of which only the beginning, up to its model, is held: the rest is read from him while it is sent on, once. From its first byte on nobody else
/// can be asked.
/// </summary>
public sealed class FormBody(RequestBody head, RequestProfile profile, FormScan scan, FormSource source)
{
    /// <summary>As much is read from the caller at a time.</summary>
    private const int Chunk = 64 * 1024;

    /// <summary>What was read to find the model.</summary>
    public RequestBody Head => head;

    public RequestProfile Profile => profile;

    /// <summary>What sets its parts off.</summary>
    public string Boundary => source.Boundary;

    /// <summary>Sending has begun: the caller's bytes cannot be had a second time.</summary>
    public bool Begun { get; private set; }

    /// <summary>Why the caller's side of the sending failed; null: it did not.</summary>
    public Failure? Trouble { get; private set; }

    /// <summary>The beginning with the upstream's name of the model in the place of the caller's.</summary>
    public List<ReadOnlyMemory<byte>> Splice(string model)
    {
        var at = profile.ModelMember;
        if (profile.Model == model)
        {
            return [head.Bytes];
        }

        var name = Encoding.UTF8.GetBytes(model);
        return at.IsAbsent
            ? [Encoding.UTF8.GetBytes($"--{source.Boundary}\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n"), head.Bytes]
            : [head.Bytes[..at.ValueStart], name, head.Bytes[at.ValueEnd..]];
    }

    /// <summary>The whole form as content: the pieces, then what still comes.</summary>
    /// <param name="sent">Called when all of it is sent.</param>
    public HttpContent Content(List<ReadOnlyMemory<byte>> pieces, Action sent) => new Sending(this, pieces, sent);

    private async Task SendAsync(Stream into, List<ReadOnlyMemory<byte>> pieces, CancellationToken cancel)
    {
        if (Begun)
        {
            throw new IOException("A form is sent once.");    // HTTP/2 may want it again, and the caller's bytes are gone
        }

        Begun = true;
        head.BeginSending();
        try
        {
            foreach (var piece in pieces)
            {
                await into.WriteAsync(piece, cancel);
            }
        }
        finally
        {
            head.EndSending();
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            await PourAsync(into, buffer, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task PourAsync(Stream into, byte[] buffer, CancellationToken cancel)
    {
        long total = head.Bytes.Length;
        while (true)
        {
            var read = await source.Read(buffer, cancel);
            cancel.ThrowIfCancellationRequested();
            if (read.Failure is not null)
            {
                Break(read.Failure);
            }

            if (read.Count == 0)
            {
                return;
            }

            total += read.Count;
            scan.Feed(buffer.AsSpan(0, read.Count));
            if (scan.Trouble is not null || total > source.Most)
            {
                Break(scan.Trouble ?? source.TooLarge);
            }

            await into.WriteAsync(buffer.AsMemory(0, read.Count), cancel);
        }
    }

    /// <summary>The upstream's request is broken off: it must not be taken for whole.</summary>
    private void Break(Failure trouble)
    {
        Trouble = trouble;
        throw new IOException("The caller's form broke off.");
    }

    private sealed class Sending(FormBody form, List<ReadOnlyMemory<byte>> pieces, Action sent) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await form.SendAsync(stream, pieces, cancellationToken);
            sent();
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = form.LengthWith(pieces);
            return length >= 0;
        }
    }

    /// <summary>The length of what is sent where the caller said his; below zero where he did not.</summary>
    private long LengthWith(List<ReadOnlyMemory<byte>> pieces) => source.Length is { } said ? said - head.Bytes.Length + pieces.Sum(piece => (long)piece.Length) : -1;
}

/// <summary>Where the rest of a form comes from.</summary>
/// <param name="Boundary">What sets its parts off.</param>
/// <param name="Length">The whole length, where the caller said it.</param>
/// <param name="Most">The largest body taken.</param>
/// <param name="TooLarge">What a caller is told past it.</param>
/// <param name="Read">Reads on: how many bytes came (0: it is over), or why none did.</param>
public sealed record FormSource(string Boundary, long? Length, long Most, Failure TooLarge, Func<Memory<byte>, CancellationToken, ValueTask<(int Count, Failure? Failure)>> Read);
