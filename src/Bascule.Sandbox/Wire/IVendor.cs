using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Wire;

/// <summary>One wire format, from the vendor's side.</summary>
internal interface IVendor
{
    /// <summary>The header that names a request in every answer.</summary>
    string RequestIdHeader { get; }

    /// <summary>The content type of a stream.</summary>
    string StreamType => "text/event-stream; charset=utf-8";

    string NewRequestId();

    /// <summary>The content type of this error.</summary>
    string ErrorType(Refusal refusal) => "application/json";

    /// <summary>What the real vendor would refuse about this request, or null.</summary>
    Refusal? Refuse(Asked asked);

    Refusal BadJson { get; }

    Refusal UnknownModel(string name);

    Refusal ContextTooLong(int tokens, int window);

    /// <summary>The vendor's words for a model that does not go on from the beginning of an answer; null: it never comes to that.</summary>
    Refusal? NoPrefill => null;

    Refusal TooManyTokens(SandboxModel model, int asked);

    /// <summary>The vendor's words for an error status without a reason of its own.</summary>
    Refusal ForStatus(int status);

    Question Read(Asked asked, SandboxModel model);

    /// <summary>The whole answer as JSON.</summary>
    byte[] Whole(Said said);

    /// <summary>The answer as events, the terminal one included.</summary>
    IEnumerable<Piece> Stream(Said said);

    byte[] Error(Refusal refusal, string requestId);

    /// <summary>Adds the headers that go with an error.</summary>
    void Mark(IHeaderDictionary headers, Refusal refusal)
    {
    }

    /// <summary>An error in the middle of a stream that began well.</summary>
    Piece ErrorEvent(Refusal refusal, string requestId);

    /// <summary>An event whose payload is not JSON.</summary>
    Piece BrokenEvent { get; }
}
