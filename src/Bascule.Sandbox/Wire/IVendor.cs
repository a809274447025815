using System.Text.Json;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Wire;

/// <summary>One wire format, from the vendor's side.</summary>
internal interface IVendor
{
    /// <summary>The header that names a request in every answer.</summary>
    string RequestIdHeader { get; }

    string NewRequestId();

    /// <summary>What the real vendor would refuse about this request, or null.</summary>
    Refusal? Refuse(JsonElement body, IHeaderDictionary headers);

    Refusal BadJson { get; }

    Refusal UnknownModel(string name);

    Refusal ContextTooLong(int tokens, int window);

    Refusal TooManyTokens(SandboxModel model, int asked);

    /// <summary>The vendor's words for an error status without a reason of its own.</summary>
    Refusal ForStatus(int status);

    Question Read(JsonElement body, SandboxModel model);

    /// <summary>The whole answer as JSON.</summary>
    byte[] Whole(Question question, Reply reply, DateTimeOffset now);

    /// <summary>The answer as events, the terminal one included.</summary>
    IEnumerable<Piece> Stream(Question question, Reply reply, DateTimeOffset now);

    byte[] Error(Refusal refusal, string requestId);

    /// <summary>An error in the middle of a stream that began well.</summary>
    Piece ErrorEvent(Refusal refusal, string requestId);

    /// <summary>An event whose payload is not JSON.</summary>
    Piece BrokenEvent { get; }
}
