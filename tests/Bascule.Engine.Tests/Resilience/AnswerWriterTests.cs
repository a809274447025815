using System.IO.Pipelines;
using System.Text;
using Bascule.Engine.Dialects;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience;

public sealed class AnswerWriterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new();
    private readonly List<AnswerHead> _opened = [];

    [Fact]
    public async Task KeepAlive_StreamThatOpenedBefore_HasACommentAfterFifteenSecondsOfSilence()
    {
        await using var writer = Writer();
        writer.KeepAlive(new AnswerHead(200, "early"), TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(writer.TryClaim());
        writer.Open(new AnswerHead(200, "real"));
        await writer.WriteAsync("data: 1\n\n"u8.ToArray(), CancellationToken.None);
        _time.Advance(AnswerWriter.SilenceBound - TimeSpan.FromMilliseconds(1));
        Assert.Equal("data: 1\n\n", Said());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(": waiting\n\n", Said());
        Assert.Equal("real", Assert.Single(_opened).ContentType);
    }

    [Fact]
    public async Task KeepAlive_NobodyAnswers_OpensWithACommentAndGoesOn()
    {
        await using var writer = Writer();
        writer.KeepAlive(new AnswerHead(200, "early"), TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(": waiting\n\n", Said());
        _time.Advance(AnswerWriter.SilenceBound);
        Assert.Equal(": waiting\n\n", Said());
        Assert.False(writer.Committed);
        Assert.Equal("early", Assert.Single(_opened).ContentType);
    }

    [Fact]
    public async Task KeepAlive_Claimed_IsNotOpenedEarlyAnyMore()
    {
        await using var writer = Writer();
        writer.KeepAlive(new AnswerHead(200, "early"), TimeSpan.FromSeconds(30));
        Assert.True(writer.TryClaim());
        Assert.False(writer.TryClaim());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(_opened);
    }

    [Fact]
    public async Task KeepAlive_Never_WaitsInSilence()
    {
        await using var writer = Writer();
        writer.KeepAlive(new AnswerHead(200, "early"), null);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_opened);
    }

    private AnswerWriter Writer() => new(_pipe.Writer, _opened.Add, static () => { }, _time);

    private string Said()
    {
        if (!_pipe.Reader.TryRead(out var read))
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(read.Buffer);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }
}
