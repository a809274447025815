using System.Text.Json;
using System.Text.Unicode;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>
/// One forward pass over a chat request of any shape. It refuses what is not JSON, and member names that two parsers
/// could read differently: the same name twice, differing in case only, or spelled with escapes. Names that the caller chooses himself (schemas, arguments, metadata) are his own.
/// </summary>
public static class RequestScan
{
    /// <summary>Deeper than any real schema, shallow enough for every parser behind us.</summary>
    public const int MaxDepth = 128;

    /// <summary>Reads <paramref name="body"/>.</summary>
    /// <param name="shape">Where the dialect's members stand; null: as in chat completions and messages.</param>
    /// <param name="address">What the address says where the shape's body does not.</param>
    /// <returns>The profile, or a failure of kind <see cref="FailureKind.Malformed"/> that says what and where.</returns>
    public static Read<RequestProfile> Read(ReadOnlySpan<byte> body, RequestShape? shape = null, CallAddress? address = null)
    {
        shape ??= RequestShape.Messages;
        if (body.IsEmpty)
        {
            return Wrong("The request has no body.", null, "Send a JSON object.");
        }

        if (!Utf8.IsValid(body))
        {
            return Wrong("The request body is not valid UTF-8.", null, "Encode it as UTF-8.");
        }

        var walk = new RequestWalk(body, shape);
        try
        {
            return walk.Run() is { } failure ? failure : Checked(walk.Profile, shape, address);
        }
        catch (JsonException problem)
        {
            var where = problem.LineNumber is { } line ? $" at line {line + 1}, byte {problem.BytePositionInLine + 1}" : "";
            var deep = problem.Message.Contains("maximum configured depth", StringComparison.Ordinal);
            return deep
                ? Wrong($"The request's JSON is nested deeper than {MaxDepth} levels{where}.", null, null)
                : Wrong($"The request body is not valid JSON{where}.", null, null);
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for an escape that is half of a character: "\ud83d" alone.
            return Wrong("The request holds a string that is not valid Unicode.", null, "Escape both halves of a surrogate pair, or write the character itself.");
        }
        finally
        {
            walk.Dispose();
        }
    }

    internal static Failure Wrong(string message, string? param, string? mend) =>
        new(Blame.Caller, FailureKind.Malformed, "invalid_request", message) { Param = param, Mend = mend };

    private static Read<RequestProfile> Checked(RequestProfile profile, RequestShape shape, CallAddress? address)
    {
        if (!shape.NamesModel)
        {
            profile.Name(address?.Model ?? "", address?.Stream ?? false);
            return profile;
        }

        if (profile.ModelMember.IsAbsent && shape.DefaultModel is { } meant)
        {
            profile.Name(meant, profile.Stream);
            return profile;
        }

        if (profile.ModelMember.IsAbsent)
        {
            return Wrong("The request names no model.", "model", "Set 'model' to a name that GET /v1/models lists.");
        }

        return profile.Model.Length == 0 ? Wrong("'model' is empty.", "model", "Set it to a name that GET /v1/models lists.") : profile;
    }
}
