using System.Text;
using System.Text.Json;

namespace Bascule.Sandbox.Scripted;

/// <summary>A request as it came over the wire.</summary>
public sealed class ScriptedRequest
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ScriptedRequest(string method, string target, IReadOnlyDictionary<string, string> headers, byte[] body) =>
        (Method, Target, Headers, Body) = (method, target, headers, body);

    public string Method { get; }

    /// <summary>Path and query, as sent.</summary>
    public string Target { get; }

    /// <summary>By name, whatever its case; values of a repeated header are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body parsed; throws when it is not JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Completes when the client left before the answer was whole; never otherwise.</summary>
    public Task ClientLeft => _left.Task;

    /// <summary>Completes when every step of the answer was played, an abort by the upstream itself among them.</summary>
    public Task Answered => _answered.Task;

    internal void Leave()
    {
        if (!Answered.IsCompleted)
        {
            _left.TrySetResult();
        }
    }

    internal void Finish() => _answered.TrySetResult();
}
