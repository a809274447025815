using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Reads off a whole answer what the ledger needs, in one pass.</summary>
internal static class ResponsesAnswerScan
{
    public static AnswerScan Scan(ReadOnlySpan<byte> body)
    {
        var skipped = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(body[skipped..], ResponseScan.Options);
        var scan = default(ResponseScan);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return new AnswerScan { Failure = ResponsesAnswerReader.NoAnswer };
            }

            scan.Read(ref reader, skipped);

            // Anything but white space behind the object is an error that only a further read tells.
            reader.Read();
        }
        catch (JsonException)
        {
            return new AnswerScan { Failure = ResponsesAnswerReader.NoAnswer };
        }

        return new AnswerScan
        {
            Id = scan.Id.IsEmpty ? null : JsonText.Unescape(scan.Id),
            Model = scan.ModelValue.Equals(default) ? null : JsonText.Unescape(scan.Model),
            ModelValue = scan.ModelValue,
            Usage = scan.Usage,
            Spoke = scan.Spoke,
            Ended = scan.Ended,
            Failure = scan.Failed ? ErrorReader.Read(null, body)
                : scan.Cancelled ? ResponsesAnswerReader.Cancelled
                : scan.HasOutput ? null : ResponsesAnswerReader.NoAnswer,
        };
    }
}
