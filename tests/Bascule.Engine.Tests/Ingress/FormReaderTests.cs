using System.Text;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Ingress;
using Microsoft.AspNetCore.Http;

namespace Bascule.Engine.Tests.Ingress;

/// <summary>What is held of a form: what stands before its model, and nothing of what stands behind it.</summary>
public sealed class FormReaderTests
{
    private const int FileBytes = 20 << 20;
    private const string Head = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nasked\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";

    private static readonly Errand Transcription = ErrandSet.Addressed.Single(errand => errand.Kind == ErrandKind.Transcriptions);

    [Fact]
    public async Task Form_OfTwentyMegabytes_HoldsAFewKilobytes()
    {
        var source = new Generated(Encoding.ASCII.GetBytes(Head), FileBytes, "\r\n--b--\r\n"u8.ToArray());
        var http = new DefaultHttpContext();
        (http.Request.Body, http.Request.ContentType) = (source, "multipart/form-data; boundary=b");

        var form = (await FormReader.ReadAsync(http.Request, Transcription, 32 << 20, whole: false, CancellationToken.None)).Value!;
        var held = form.Head.Bytes.Length;
        var sent = new Counted();
        using var content = form.Content(form.Splice("told"), () => { });

        // Neither end ever waits, so all of it happens on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        await content.CopyToAsync(sent, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("asked", form.Profile.Model);
        Assert.InRange(held, 1, 32 * 1024);
        Assert.Equal(Head.Length - 1 + FileBytes + 9, sent.Total);
        Assert.InRange(sent.Largest, 1, 64 * 1024);
        Assert.InRange(allocated, 0, 1 << 20);

        // What the caller sent is gone: a second sending would be a cut form that looks whole.
        await Assert.ThrowsAnyAsync<Exception>(() => form.Content(form.Splice("told"), () => { }).CopyToAsync(new Counted(), TestContext.Current.CancellationToken));
        form.Head.Dispose();
    }

    [Fact]
    public async Task Form_WithoutALength_IsBoundedAllTheSame()
    {
        var source = new Generated(Encoding.ASCII.GetBytes(Head), FileBytes, []);
        var http = new DefaultHttpContext();
        (http.Request.Body, http.Request.ContentType) = (source, "multipart/form-data; boundary=\"b\"");

        var form = (await FormReader.ReadAsync(http.Request, Transcription, 1 << 20, whole: false, CancellationToken.None)).Value!;
        using var content = form.Content(form.Splice("told"), () => { });

        await Assert.ThrowsAnyAsync<Exception>(() => content.CopyToAsync(new Counted(), TestContext.Current.CancellationToken));
        Assert.Equal("request_too_large", form.Trouble?.Code);
        form.Head.Dispose();
    }

    /// <summary>A body that is made as it is read.</summary>
    private sealed class Generated(byte[] head, int zeros, byte[] end) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override int Read(Span<byte> buffer)
        {
            var total = head.Length + (long)zeros + end.Length;
            var count = (int)Math.Min(buffer.Length, total - _at);
            for (var i = 0; i < count; i++, _at++)
            {
                buffer[i] = _at < head.Length ? head[_at] : _at < head.Length + zeros ? (byte)0 : end[_at - head.Length - zeros];
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>Counts what is written and keeps nothing.</summary>
    private sealed class Counted : MemoryStream
    {
        public long Total { get; private set; }

        public int Largest { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Total += buffer.Length;
            Largest = Math.Max(Largest, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
