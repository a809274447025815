using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.OpenAiChat;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Classifies Amazon's errors: the type stands in a header or in the stream's frame, the body holds no more than a message.</summary>
internal static class BedrockErrorReader
{
    /// <summary>Words of a ValidationException that means a model which is not there.</summary>
    private static readonly string[] NoModel = ["model identifier is invalid"];

    /// <param name="status">Null inside a stream.</param>
    /// <param name="body">The error's JSON.</param>
    /// <param name="type">As the header spells it: <c>ValidationException:http://...</c>.</param>
    public static Failure Read(int? status, ReadOnlySpan<byte> body, string? type)
    {
        var told = ErrorReader.Take(body);
        var name = NameOf(type ?? told.Type);
        var means = StatusOf(name) ?? status;
        if (means is 400 or null && Array.Exists(NoModel, word => told.Message.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            means = 404;
        }

        // A caller's dialect has types of its own for a request that was refused.
        var failure = ErrorClasses.Classify(told with { Status = means ?? 500, Type = name }) with { UpstreamStatus = status };
        return failure.Kind == FailureKind.Rejected ? failure : failure with { UpstreamType = name };
    }

    private static string? NameOf(string? type)
    {
        var name = type?.Split(':')[0];
        return name?[(name.LastIndexOf('#') + 1)..];
    }

    /// <summary>What a type means, whatever status came with it.</summary>
    private static int? StatusOf(string? name) => name?.ToLowerInvariant() switch
    {
        "throttlingexception" or "toomanyrequestsexception" or "servicequotaexceededexception" => 429,
        "modelnotreadyexception" or "serviceunavailableexception" => 503,
        "accessdeniedexception" or "unrecognizedclientexception" or "expiredtokenexception" or "invalidsignatureexception" or "missingauthenticationtokenexception"
            or "incompletesignatureexception" or "invalidclienttokenid" or "signaturedoesnotmatch" => 403,
        "resourcenotfoundexception" or "unknownoperationexception" => 404,
        "validationexception" => 400,
        "modeltimeoutexception" or "modelerrorexception" or "modelstreamerrorexception" or "internalserverexception" => 500,
        _ => null,
    };
}
