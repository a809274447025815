using System.Buffers;
using System.IO.Pipelines;
using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Benchmarks.Budgets;

/// <summary>One chunk on its way through a stream: cut out, scanned or read and written anew, kept, sent. The network is left out: the answer goes nowhere, at once.</summary>
internal sealed class StreamCase : IDisposable
{
    private readonly FrameReader _reader;
    private readonly IFrameRelay _frames;
    private readonly AttemptWriter _writer;
    private readonly byte[] _chunk;

    private StreamCase(Sample upstream, ICallerDialect dialect, Func<Call, AttemptReport, IFrameRelay> relay)
    {
        _chunk = upstream.Chunk;
        _reader = upstream.Dialect.NewFrameReader(upstream.StreamType)!;
        var caller = new AnswerWriter(PipeWriter.Create(Stream.Null), static _ => { }, static () => { }, TimeProvider.System);
        var call = new Call
        {
            Dialect = dialect,
            Body = new RequestBody([], 0),
            Profile = new Engine.Dialects.Json.RequestProfile(),
            Caller = caller,
            Head = static (_, type, _) => new AnswerHead(200, type),
            Seal = static _ => ValueTask.CompletedTask,
            RequestId = "bench",
            Reasoning = (new Engine.Resilience.Reasoning.KeptReasoning(TimeProvider.System), ""),
            Time = TimeProvider.System,
        };
        var made = new AttemptReport(Target(upstream.Dialect), default);
        _frames = relay(call, made);
        _writer = new AttemptWriter(caller);
        _writer.TryCommit(call, new CallReport(), made, dialect.StreamType);
        Take(upstream.Opening);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    /// <summary>The upstream's bytes go to a caller of the same dialect.</summary>
    public static Case Passed(Sample sample) => new(
        $"{sample.Name} pass-through stream chunk",
        new StreamCase(sample, sample.Caller!, (call, made) => new PassFrames(call, made, sample.Caller!.NewStreamScan(), swallowUsage: true)).Run);

    /// <summary>The upstream's chunk is read and written for a caller of another dialect.</summary>
    public static Case Crossed(Sample caller, Sample upstream)
    {
        var asked = CrossCase.Asked(caller);
        return new($"{caller.Name} to {upstream.Name}: chunk", new StreamCase(
            upstream, caller.Caller!, (call, made) => new CrossFrames(call, made, asked, upstream.Dialect, caller.Caller!.NewStreamWriter(asked))).Run);
    }

    private void Run() => Take(_chunk);

    private void Take(byte[] bytes)
    {
        bytes.CopyTo(_reader.GetMemory(bytes.Length));
        _reader.Advance(bytes.Length);
        var meaning = FrameMeaning.Prelude;
        while (_reader.TryRead(out var frame))
        {
            meaning = _frames.Take(frame, _writer);
            if (meaning == FrameMeaning.Failed)
            {
                throw new InvalidOperationException($"The chunk is not understood: {_frames.Failure?.Message}");
            }
        }

        if (bytes == _chunk && meaning != FrameMeaning.Content)
        {
            throw new InvalidOperationException($"The chunk has no content: {_reader.Trouble}");
        }

        var sent = _writer.SendAsync(_writer.Held, CancellationToken.None);
        if (!sent.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The write was not synchronous.");
        }
    }

    private static Target Target(IDialect dialect)
    {
        var vendor = Vendor.For(dialect.Name) ?? Vendor.For("openai-chat")!;    // some dialects pass through only at a vendor whose own is another
        var options = new ProviderOptions { Name = "bench", Dialect = vendor.Dialect.Name, BaseUrl = new Uri("http://127.0.0.1:1/v1") };
        var deployment = new Deployment(new DeploymentOptions { Name = "bench/model", Provider = "bench", Upstream = "model" }, null, FactBook.Load(Path.Combine(AppContext.BaseDirectory, "catalog")).Book!);
        return new(deployment, new Provider(options, vendor), new DeploymentState(TimeProvider.System));
    }
}
