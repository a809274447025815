using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Keys;

/// <summary>
/// Hashes what a chat asks for, as the hub has it. Left out, because the answer is the same: the model's name (the route stands for it), streaming, the end user, metadata,
/// marks for prompt caches. The ids of calls count by their order: only who belongs to whom is said by them.
/// </summary>
internal sealed class RequestHash(KeyHash hash)
{
    private readonly Dictionary<string, long> _calls = [];    // bounded by the request

    /// <summary>What was met on the way that bars the answer from the cache.</summary>
    public RequestFinds Finds { get; private set; }

    public void Add(ChatRequest request)
    {
        Parts(request.Instructions);
        hash.List(request.Turns.Count);
        foreach (var turn in request.Turns)
        {
            hash.Number((int)turn.Role);
            hash.Text(turn.Name);
            Parts(turn.Parts, given: turn.Role is not Role.Assistant);
        }

        hash.List(request.Tools.Count);
        foreach (var tool in request.Tools)
        {
            Finds |= RequestFinds.Tools;
            Add(tool);
        }

        Choice(request.ToolChoice);
        hash.Flag(request.ParallelToolCalls);
        Add(request.Sampling);
        Add(request.Output is { Kind: OutputKind.Text } ? null : request.Output);
        Add(request.Reasoning);
        hash.Number(request.MaxOutputTokens);
        hash.Number(request.Choices);
        hash.Flag(request.Continues);
        hash.Text(request.ServiceTier is "auto" or "default" ? null : request.ServiceTier);
        foreach (var field in request.Foreign.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            Add(field);
        }
    }

    private void Add(ForeignField field)
    {
        Finds |= field.Binding ? RequestFinds.Elsewhere : ForeignWords.Find(field.Name, field.Value);
        if (!ForeignWords.IsIdle(field.Name))
        {
            hash.Mark((byte)'f');
            hash.Text(field.Dialect);
            hash.Text(field.Name);
            hash.Json(field.Value);
        }
    }

    /// <param name="given">They are given to the model, not said by it.</param>
    private void Parts(IReadOnlyList<Part> parts, bool given = true)
    {
        hash.List(parts.Count);
        foreach (var part in parts)
        {
            Add(part, given);
        }
    }

    private void Add(Part part, bool given)
    {
        switch (part)
        {
            case TextPart text:
                hash.Mark((byte)'t');
                hash.Text(text.Text);
                hash.Text(text.Signature);
                Citations(text.Citations);
                break;
            case ImagePart image:
                hash.Mark((byte)'i');
                Add(image.Source);
                hash.Text(image.Detail is "auto" ? null : image.Detail);
                break;
            case AudioPart audio:
                hash.Mark((byte)'a');
                Add(audio.Source);
                hash.Text(audio.Format);
                hash.Text(audio.Transcript);
                hash.Text(audio.Id);
                Finds |= audio.Id is null ? RequestFinds.None : RequestFinds.Elsewhere;
                break;
            case FilePart file:
                hash.Mark((byte)'d');
                Add(file.Source);
                hash.Text(file.Name);
                hash.Text(file.Context);
                hash.Flag(file.Cite);
                break;
            case ToolCallPart call:
                hash.Mark((byte)'c');
                Call(call.Id);
                hash.Text(call.Name);
                hash.Flag(call.Custom);
                hash.Text(call.Signature);
                Arguments(call);
                break;
            case ToolResultPart result:
                hash.Mark((byte)'r');
                Call(result.CallId);
                hash.Text(result.Name);
                hash.Flag(result.IsError);
                Parts(result.Content);
                break;
            case ReasoningPart thought:
                hash.Mark((byte)'h');
                hash.Text(thought.Text);
                hash.Text(thought.Signature);
                hash.Text(thought.Redacted);
                hash.Text(thought.Vendor);
                hash.Text(thought.Id);
                hash.Flag(thought.Summary);
                break;
            case RefusalPart refusal:
                hash.Mark((byte)'n');
                hash.Text(refusal.Text);
                break;
            case ForeignPart foreign:
                // Nobody here knows whether an address stands in it.
                Finds |= given ? RequestFinds.Reference : RequestFinds.None;
                hash.Mark((byte)'x');
                hash.Text(foreign.Dialect);
                hash.Text(foreign.Type);
                hash.Json(foreign.Json);
                break;
        }
    }

    private void Citations(IReadOnlyList<Citation> citations)
    {
        hash.List(citations.Count);
        foreach (var citation in citations)
        {
            hash.Text(citation.Url);
            hash.Text(citation.Title);
            hash.Text(citation.Quote);
            hash.Number(citation.Start);
            hash.Number(citation.End);
            hash.Json(citation.Raw?.Value ?? default);
        }
    }

    /// <summary>Media by its bytes, however they were spelled. What stands behind an address or a file's id may be another thing tomorrow.</summary>
    private void Add(MediaSource source)
    {
        hash.Text(source.MediaType?.ToLowerInvariant());
        if (source.Base64 is { } base64)
        {
            hash.Mark((byte)'b');
            Base64(base64);
        }
        else if (source.Text is { } text)
        {
            hash.Mark((byte)'t');
            hash.Text(text);
        }
        else if (source.Url is not null || source.FileId is not null)
        {
            Finds |= RequestFinds.Reference;
        }
    }

    private void Base64(string base64)
    {
        var bytes = Encoding.ASCII.GetBytes(base64);
        if (System.Buffers.Text.Base64.DecodeFromUtf8InPlace(bytes, out var length) == System.Buffers.OperationStatus.Done)
        {
            hash.Bytes(bytes.AsSpan(0, length));
        }
        else
        {
            hash.Text(base64);
        }
    }

    private void Call(string id)
    {
        if (!_calls.TryGetValue(id, out var number))
        {
            _calls.Add(id, number = _calls.Count);
        }

        hash.Number(number);
    }

    /// <summary>Arguments that are JSON count without the spaces that a dialect may lose.</summary>
    private void Arguments(ToolCallPart call)
    {
        if (call.Custom)
        {
            hash.Text(call.Arguments);
        }
        else
        {
            hash.Json(RawJson.FromText(call.Arguments));
        }
    }

    private void Add(Tool tool)
    {
        switch (tool)
        {
            case FunctionTool function:
                hash.Mark((byte)'F');
                hash.Text(function.Name);
                hash.Text(function.Description);
                hash.Json(function.Parameters);
                hash.Flag(function.Strict);
                break;
            case CustomTool custom:
                hash.Mark((byte)'C');
                hash.Text(custom.Name);
                hash.Text(custom.Description);
                hash.Json(custom.Format);
                break;
            case ForeignTool foreign:
                hash.Mark((byte)'X');
                hash.Text(foreign.Dialect);
                hash.Text(foreign.Type);
                hash.Json(foreign.Json);
                break;
        }

        foreach (var field in tool.Foreign)
        {
            Add(field);
        }
    }

    private void Choice(ToolChoice? choice)
    {
        hash.Number((int?)choice?.Kind);
        hash.Text(choice?.Name);
        Texts(choice?.Allowed ?? []);
    }

    private void Add(Sampling sampling)
    {
        hash.Real(sampling.Temperature);
        hash.Real(sampling.TopP);
        hash.Number(sampling.TopK);
        hash.Real(sampling.MinP);
        hash.Real(sampling.FrequencyPenalty);
        hash.Real(sampling.PresencePenalty);
        hash.Number(sampling.Seed);
        Texts(sampling.StopSequences);
        hash.Flag(sampling.LogProbabilities);
        hash.Number(sampling.TopLogProbabilities);
        hash.Json(sampling.LogitBias);
    }

    private void Add(OutputFormat? output)
    {
        hash.Number((int?)output?.Kind);
        hash.Text(output?.Name);
        hash.Text(output?.Description);
        hash.Json(output?.Schema ?? default);
        hash.Flag(output?.Strict);
    }

    private void Add(ReasoningWish? wish)
    {
        hash.Flag(wish?.Enabled);
        hash.Text(wish?.Effort);
        hash.Number(wish?.BudgetTokens);
        hash.Text(wish?.Summary);
        hash.Flag(wish?.Adaptive is true);
    }

    private void Texts(IReadOnlyList<string> texts)
    {
        hash.List(texts.Count);
        foreach (var text in texts)
        {
            hash.Text(text);
        }
    }
}

/// <summary>What a request holds that may bar its answer from the cache.</summary>
[Flags]
internal enum RequestFinds : byte
{
    None = 0,

    /// <summary>Tools, its own or the vendor's.</summary>
    Tools = 1,

    /// <summary>Media by address or id.</summary>
    Reference = 2,

    /// <summary>Words that its provider keeps.</summary>
    Elsewhere = 4,

    /// <summary>Its answer is to be kept by the provider.</summary>
    Kept = 8,

    Unreadable = 16,
}
