using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Reads the content of a message or of a tool's output: a string, or a list of parts.</summary>
internal static class ResponsesPartReader
{
    public static List<Part> ReadContent(JsonNode content)
    {
        if (content.IsText)
        {
            return content.Text is { Length: > 0 } text ? [new TextPart(text)] : [];
        }

        if (content.Exists && !content.IsArray)
        {
            content.Refuse($"must be a string or an array, not {content.KindName}");
        }

        return [.. content.AsItems().Select(Read)];
    }

    public static Part Read(JsonNode part)
    {
        var type = part.ObjectHere(required: true)[W.Type].RequiredText();
        Part read = type switch
        {
            W.Parts.InputText or W.Parts.OutputText or "text" => new TextPart(part[W.Text].RequiredText())
            {
                Citations = ValueList.From(part[W.Annotations].AsItems().Select(ResponsesItems.ReadCitation)),
            },
            W.Parts.InputImage => ReadImage(part),
            W.Parts.InputFile => ReadFile(part),
            W.Parts.Refusal => new RefusalPart(part[W.Refusal].RequiredText()),
            _ => new ForeignPart(OpenAiResponsesDialect.DialectName, type, part.Raw),
        };
        return part[W.PromptCacheBreakpoint].ObjectHere().Exists && read is not ForeignPart ? read with { Cache = new CacheMark(null) } : read;
    }

    private static Part ReadImage(JsonNode part)
    {
        var source = part[W.FileId].Text is { Length: > 0 } id ? new MediaSource(FileId: id) : PartReader.ReadUrl(part[W.ImageUrl].RequiredText());
        return new ImagePart(source) { Detail = part[W.Detail].Text };
    }

    private static Part ReadFile(JsonNode part)
    {
        var name = part[W.Filename].Text;
        if (part[W.FileId].Text is { Length: > 0 } id)
        {
            return new FilePart(new MediaSource(FileId: id)) { Name = name };
        }

        if (part[W.FileUrl].Text is { Length: > 0 } url)
        {
            return new FilePart(new MediaSource(Url: url)) { Name = name };
        }

        return new FilePart(PartReader.ReadFileData(part[W.FileData].RequiredText(), name)) { Name = name };
    }
}
