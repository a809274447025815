using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Items that stand in requests and answers alike.</summary>
internal static class ResponsesItems
{
    public static ToolCallPart ReadCall(JsonNode item)
    {
        var arguments = item[W.Arguments];
        var text = arguments.IsText ? arguments.AsText : arguments.Exists ? arguments.Raw.ToString() : null;
        return new ToolCallPart(item[W.CallId].Text ?? item[W.Id].RequiredText(), item[W.Name].RequiredText(), string.IsNullOrWhiteSpace(text) ? "{}" : text);
    }

    public static ToolCallPart ReadCustomCall(JsonNode item) =>
        new(item[W.CallId].Text ?? item[W.Id].RequiredText(), item[W.Name].RequiredText(), item[W.Input].Text ?? "") { Custom = true };

    /// <summary>The thinking itself where it is given, else its summary.</summary>
    /// <param name="byForm">The form of the opaque data may tell whose it is; false: whoever answered is known.</param>
    public static ReasoningPart ReadReasoning(JsonNode item, bool byForm)
    {
        item[W.Content].Blur();    // joined, their parts no longer tell where one ends
        item[W.Summary].Blur();
        var thinking = Joined(item[W.Content], "");
        var summary = Joined(item[W.Summary], "\n\n");
        var part = new ReasoningPart(thinking.Length > 0 ? thinking : summary) { Id = item[W.Id].AsText, Summary = thinking.Length == 0 && summary.Length > 0 };
        var read = ForeignSignature.Read(part, item[W.EncryptedContent].AsText);
        return byForm || read.Signature is null || read.Vendor != ForeignSignature.OwnerByForm(read.Signature) ? read : read with { Vendor = null };
    }

    public static Citation ReadCitation(JsonNode annotation) => new()
    {
        Url = annotation[W.Url].AsText,
        Title = annotation[W.Title].AsText ?? annotation[W.Filename].AsText,
        Start = (int?)annotation[W.StartIndex].AsLong,
        End = (int?)annotation[W.EndIndex].AsLong,
        Raw = new ForeignField(OpenAiResponsesDialect.DialectName, annotation[W.Type].AsText ?? "", annotation.Raw),
    };

    private static string Joined(JsonNode parts, string gap) => string.Join(gap, parts.AsItems().Select(part => part[W.Text].AsText).Where(text => !string.IsNullOrEmpty(text)));
}
