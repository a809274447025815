using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>Responses that were answered and may be continued, fetched or deleted by their id.</summary>
internal sealed class ResponsesStore
{
    /// <summary>The oldest go first; a demonstration needs few, and each may hold a long conversation.</summary>
    private const int MaxKept = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _kept = [];
    private readonly Queue<string> _order = new();

    private sealed record Kept(byte[] Response, JsonElement[] Items);

    /// <summary>The turns of a conversation so far, input and output; null when nobody knows the id.</summary>
    public IReadOnlyList<JsonElement>? Items(string id)
    {
        lock (_lock)
        {
            return _kept.GetValueOrDefault(id)?.Items;
        }
    }

    public byte[]? Response(string id)
    {
        lock (_lock)
        {
            return _kept.GetValueOrDefault(id)?.Response;
        }
    }

    public bool Delete(string id)
    {
        lock (_lock)
        {
            return _kept.Remove(id);
        }
    }

    public void Keep(ResponsesAnswer answer)
    {
        if (!answer.Stored)
        {
            return;
        }

        // Copied, since the request's own document is gone when its answer is.
        var items = ResponsesItems.Of(answer.Said.Asked.Body, this).Select(item => item.Clone()).Concat(answer.Output().Select(item => JsonElement.Parse(Json.Bytes(item)))).ToArray();
        lock (_lock)
        {
            _kept[answer.Id] = new Kept(Json.Bytes(answer.Whole()), items);
            _order.Enqueue(answer.Id);
            while (_order.Count > MaxKept)
            {
                _kept.Remove(_order.Dequeue());
            }
        }
    }
}
