using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Sse;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Benchmarks.Budgets;

/// <summary>One chunk on its way through a stream that is passed on: cut out, scanned, kept, sent. The network is left out: the answer goes nowhere, at once.</summary>
internal sealed class StreamCase : IDisposable
{
    private readonly SseReader _reader = new();
    private readonly PassFrames _frames;
    private readonly AttemptWriter _writer;
    private readonly byte[] _chunk;

    private StreamCase(ICallerDialect dialect, byte[] opening, byte[] chunk)
    {
        _chunk = chunk;
        var caller = new AnswerWriter(PipeWriter.Create(Stream.Null), static _ => { }, static () => { }, TimeProvider.System);
        var call = new Call
        {
            Dialect = dialect,
            Body = new RequestBody([], 0),
            Profile = new RequestProfile(),
            Caller = caller,
            Head = static (_, type, _) => new AnswerHead(200, type),
            Seal = static _ => ValueTask.CompletedTask,
            RequestId = "bench",
            Reasoning = (new Engine.Resilience.Reasoning.KeptReasoning(TimeProvider.System), ""),
            Time = TimeProvider.System,
        };
        _frames = new PassFrames(call, new AttemptReport(Target(dialect), default), dialect.NewStreamScan(), swallowUsage: true);
        _writer = new AttemptWriter(caller);
        _writer.TryCommit(new AnswerHead(200, "text/event-stream"));
        Take(opening);
    }

    public static Case Of(string dialect) => Find(dialect)[0];

    /// <summary>None where the dialect is not known.</summary>
    public static IReadOnlyList<Case> Find(string name)
    {
        if (DialectSet.FindCaller(name) is not { } dialect)
        {
            return [];
        }

        var stream = name == "anthropic"
            ? new StreamCase(dialect, Text(
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"usage":{"input_tokens":25,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}


                """), Text(
                """
                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word"}}


                """))
            : new StreamCase(dialect, Load.Upstream.Chunk, Load.Upstream.Chunk);
        return [new Case(string.Create(CultureInfo.InvariantCulture, $"{name} pass-through stream chunk"), stream.Run)];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private void Run() => Take(_chunk);

    private void Take(byte[] bytes)
    {
        bytes.CopyTo(_reader.GetMemory(bytes.Length));
        _reader.Advance(bytes.Length);
        while (_reader.TryRead(out var frame))
        {
            if (_frames.Take(frame, _writer) == FrameMeaning.Failed)
            {
                throw new InvalidOperationException("The chunk is not understood.");
            }
        }

        var sent = _writer.SendAsync(_writer.Held, CancellationToken.None);
        if (!sent.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The write was not synchronous.");
        }
    }

    private static Target Target(ICallerDialect dialect)
    {
        var options = new ProviderOptions { Name = "bench", Dialect = dialect.Name, BaseUrl = new Uri("http://127.0.0.1:1/v1") };
        var deployment = new Deployment(new DeploymentOptions { Name = "bench/model", Provider = "bench", Upstream = "model" }, null, FactBook.Load(Path.Combine(AppContext.BaseDirectory, "catalog")).Book!);
        return new(deployment, new Provider(options, Vendor.For(dialect.Name)!), new DeploymentState());
    }

    private static byte[] Text(string lines) => Encoding.UTF8.GetBytes(lines);
}
