using System.Text;

namespace Bascule.Sandbox.Scripted;

/// <summary>What the scripted upstream answers: status, headers, and the steps of the body. Immutable; each method gives another answer.</summary>
public sealed record ScriptedAnswer
{
    private const string JsonType = "application/json";

    public int Status { get; private init; } = 200;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    internal IReadOnlyList<ScriptedStep> Steps { get; private init; } = [];

    /// <summary>The chunks of the body, to make another answer of.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Body => Steps.OfType<ScriptedStep.Send>().Select(step => step.Bytes);

    /// <summary>A whole JSON answer with its content-length.</summary>
    public static ScriptedAnswer Json(string body, int status = 200) => Whole(Encoding.UTF8.GetBytes(body), JsonType, status);

    /// <summary>A whole answer of any type with its content-length.</summary>
    public static ScriptedAnswer Whole(byte[] body, string contentType, int status = 200) =>
        new ScriptedAnswer { Status = status }.With("content-type", contentType).With("content-length", body.Length.ToString()).Then(body);

    /// <summary>An event stream, each chunk written and flushed by itself.</summary>
    public static ScriptedAnswer Sse(params string[] chunks) => chunks.Aggregate(Stream("text/event-stream; charset=utf-8"), (answer, chunk) => answer.Then(chunk));

    /// <summary>Headers of a body of unknown length; add its chunks with <see cref="Then(string)"/>.</summary>
    public static ScriptedAnswer Stream(string contentType, int status = 200) => new ScriptedAnswer { Status = status }.With("content-type", contentType);

    /// <summary>No byte ever, until the client leaves.</summary>
    public static ScriptedAnswer Never() => new ScriptedAnswer().ThenSilence();

    /// <summary>The connection is dropped before any byte.</summary>
    public static ScriptedAnswer Reset() => new ScriptedAnswer().ThenAbort();

    public ScriptedAnswer With(string header, string value) =>
        this with { Headers = [.. Headers.Where(one => !one.Key.Equals(header, StringComparison.OrdinalIgnoreCase)), new(header, value)] };

    public ScriptedAnswer Then(string chunk) => Then(Encoding.UTF8.GetBytes(chunk));

    public ScriptedAnswer Then(byte[] chunk) => Add(new ScriptedStep.Send(chunk));

    /// <summary>Goes on when the task completes; earlier chunks are out by then (an empty one sends the headers alone).</summary>
    public ScriptedAnswer ThenHold(Task released) => Add(new ScriptedStep.Hold(released));

    /// <summary>A byte after each pause.</summary>
    public ScriptedAnswer ThenDrip(byte[] bytes, TimeSpan pause) => Add(new ScriptedStep.Drip(bytes, pause));

    public ScriptedAnswer ThenSilence() => Add(new ScriptedStep.Silence());

    public ScriptedAnswer ThenAbort() => Add(new ScriptedStep.Abort());

    /// <summary>The same bytes in chunks of this size, each flushed.</summary>
    public ScriptedAnswer InChunksOf(int bytes) => this with
    {
        Steps = [.. Steps.SelectMany(step => step is ScriptedStep.Send send ? Split(send.Bytes, bytes) : [step])],
    };

    /// <summary>Drops the connection after this many bytes of the body.</summary>
    public ScriptedAnswer AbortAfter(int bytes)
    {
        var steps = new List<ScriptedStep>();
        foreach (var step in Steps)
        {
            if (step is ScriptedStep.Send send)
            {
                var part = Math.Min(bytes, send.Bytes.Length);
                steps.Add(new ScriptedStep.Send(send.Bytes[..part]));
                bytes -= part;
                if (bytes == 0)
                {
                    break;
                }
            }
            else
            {
                steps.Add(step);
            }
        }

        return this with { Steps = [.. steps, new ScriptedStep.Abort()] };
    }

    private ScriptedAnswer Add(ScriptedStep step) => this with { Steps = [.. Steps, step] };

    private static IEnumerable<ScriptedStep> Split(ReadOnlyMemory<byte> bytes, int size)
    {
        for (var at = 0; at < bytes.Length; at += size)
        {
            yield return new ScriptedStep.Send(bytes.Slice(at, Math.Min(size, bytes.Length - at)));
        }
    }
}
