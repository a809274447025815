using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Reads the lines of a streamed answer of chat or generate: pieces of thinking and text, whole calls, and a last line with <c>done</c>.</summary>
internal sealed class OllamaStreamReader : AnswerStreamReader
{
    private int _next;
    private int _open = -1;
    private bool _openIsThinking;
    private bool _began;
    private bool _called;
    private bool _over;

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over || data.IsEmpty)
        {
            return;
        }

        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading is not { Root.IsObject: true })
        {
            Fail(OllamaErrors.Unreadable, into);
        }
        else if (reading.Root[W.Error].Exists)
        {
            Fail(OllamaErrors.Read(null, data), into);
        }
        else
        {
            ReadLine(reading.Root, into);
        }
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (!_over)
        {
            Fail(OpenAiChat.ChatStreamReader.Cut, into);
        }
    }

    private void ReadLine(JsonNode line, ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan("", line[W.Model].AsText ?? "", OllamaAnswerReader.ReadMoment(line[W.CreatedAt])));
        }

        var message = line[W.Message];
        Grow((message.IsObject ? message : line)[W.Thinking].AsText, thinking: true, into);
        Grow((message.IsObject ? message[W.Content] : line[W.Response]).AsText, thinking: false, into);
        foreach (var call in message[W.ToolCalls].AsItems().Select(OllamaAnswerReader.ReadCall).OfType<ToolCallPart>())
        {
            Close(into);
            _called = true;
            into.Add(new PartBegan(0, _next, call with { Arguments = "" }));
            into.Add(new PartGrew(0, _next, call.Arguments));
            into.Add(new PartEnded(0, _next++));
        }

        if (OllamaAnswerReader.ReadLogProbabilities(line[W.Logprobs]) is { IsAbsent: false } told)
        {
            into.Add(new LogProbabilitiesTold(0, told));
        }

        if (line[W.Done].AsFlag is true)
        {
            Finish(line, into);
        }
    }

    private void Finish(JsonNode line, ICollection<AnswerEvent> into)
    {
        _over = true;
        Close(into);
        into.Add(new ChoiceEnded(0, OllamaAnswerReader.ReadStop(line[W.DoneReason].AsText, _called)));
        var usage = OllamaAnswerReader.ReadUsage(line[W.PromptEvalCount], line[W.EvalCount]);
        if (!usage.IsEmpty)
        {
            into.Add(new UsageTold(usage));
        }

        into.Add(new AnswerEnded());
    }

    private void Grow(string? text, bool thinking, ICollection<AnswerEvent> into)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        if (_open < 0 || _openIsThinking != thinking)
        {
            Close(into);
            (_open, _openIsThinking) = (_next++, thinking);
            into.Add(new PartBegan(0, _open, thinking ? new ReasoningPart("") : new TextPart("")));
        }

        into.Add(new PartGrew(0, _open, text));
    }

    private void Close(ICollection<AnswerEvent> into)
    {
        if (_open >= 0)
        {
            into.Add(new PartEnded(0, _open));
            _open = -1;
        }
    }

    private void Fail(Failure failure, ICollection<AnswerEvent> into)
    {
        _over = true;
        into.Add(new AnswerFailed(failure));
    }
}
