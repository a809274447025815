using System.Net;
using Bascule.Engine.Caching;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Ingress;

/// <summary>What a caller says: first his headers, then, once he is known, his body.</summary>
public sealed class Inquiry : IAsyncDisposable
{
    /// <summary>UUIDv7: the ledger's key.</summary>
    public required Guid Id { get; init; }

    /// <summary>The same as text: headers and errors say it.</summary>
    public string IdText => field ??= Id.ToString();

    public required ICallerDialect Dialect { get; init; }

    /// <summary>What the address says in place of the body, or null.</summary>
    public CallAddress? Named { get; init; }

    /// <summary>What is asked besides a chat, or null: a chat.</summary>
    public Errand? Errand { get; init; }

    /// <summary>The credential as his dialect's clients send it; empty: none.</summary>
    public required string Secret { get; init; }

    public IPAddress? Address { get; init; }

    /// <summary>The caller's own <c>x-request-id</c>.</summary>
    public string? CallerRequestId { get; init; }

    public string? Session { get; init; }

    public ValueList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public string? Tier { get; init; }

    public DataClass? DataClass { get; init; }

    /// <summary>What he wants of the cache.</summary>
    public CacheWish CacheWish { get; init; }

    /// <summary>How long the whole call may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The query with its <c>?</c>; empty: none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers that may pass to an upstream of the same dialect.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public required Func<string, string?> HeaderOf { get; init; }

    /// <summary>What is wrong with the headers, or null.</summary>
    public Failure? Trouble { get; init; }

    public required AnswerWriter Answer { get; init; }

    /// <summary>Cancelled when the caller leaves.</summary>
    public required CancellationToken Left { get; init; }

    /// <summary>When it came, in clock ticks.</summary>
    public required long Came { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Reads the body, never more than the bytes given.</summary>
    public required Func<long, Task<Read<RequestBody>>> ReadBody { get; init; }

    /// <summary>Reads the body as a form, as far as its model or whole; null: it is no form.</summary>
    public Func<long, bool, Task<Read<FormBody>>>? ReadForm { get; init; }

    /// <summary>Set by <see cref="ListenAsync"/> where the body is a form.</summary>
    public FormBody? Form { get; private set; }

    /// <summary>Set by <see cref="ListenAsync"/>.</summary>
    public RequestBody? Body { get; private set; }

    /// <summary>Set by <see cref="ListenAsync"/>.</summary>
    public RequestProfile? Profile { get; private set; }

    /// <summary>Reads the body and scans it. Null: both are there.</summary>
    /// <param name="maxBytes">The largest body taken.</param>
    /// <param name="wholeForm">A form is read to its end: what it says decides who may see it.</param>
    public async Task<Failure?> ListenAsync(long maxBytes, bool wholeForm = false)
    {
        if (ReadForm is not null)
        {
            var form = await ReadForm(maxBytes, wholeForm);
            (Form, Body, Profile) = (form.Value, form.Value?.Head, form.Value?.Profile);
            return form.Failure;
        }

        var body = await ReadBody(maxBytes);
        if (body.Failure is not null)
        {
            return body.Failure;
        }

        Body = body.Value!;
        var shape = Errand?.Shape ?? Dialect.Shape;
        var scan = RequestScan.Read(Body.Bytes.Span, shape, Named);
        Profile = scan.Value;
        Errand?.CountTokenNumbers(Body.Bytes.Span, Profile);
        return scan.Failure ?? (Profile!.HasTurns ? null : RequestScan.Wrong($"The request has no '{shape.TurnsName}'.", shape.TurnsName, shape.TurnsMend));
    }

    /// <summary>Takes another body in the place of the caller's: the whole conversation where he sent its last turn, or the same with placeholders. Who the end user is stays as he said.</summary>
    public Failure? Replace(ReadOnlySpan<byte> body)
    {
        var scan = RequestScan.Read(body, Errand?.Shape ?? Dialect.Shape, Named);
        if (scan.Value is null)
        {
            return scan.Failure;
        }

        Errand?.CountTokenNumbers(body, scan.Value);
        scan.Value.User = Profile!.User;
        Body!.Dispose();
        Body = RequestBody.Of(body);
        Profile = scan.Value;
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await Answer.DisposeAsync();
        Body?.Dispose();
    }
}
