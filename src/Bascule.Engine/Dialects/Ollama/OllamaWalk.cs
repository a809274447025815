using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>One forward pass over an answer or a line of one, whole or generate, that is passed through. Allocates nothing but the model's name, and that only when asked.</summary>
internal ref struct OllamaWalk(ReadOnlySpan<byte> json, bool wantsModel, LoopWatch? loop = null)
{
    private readonly int _skipped = json.StartsWith("\uFEFF"u8) ? 3 : 0;
    private Utf8JsonReader _reader;
    private long? _input, _output;

    public string? Model { get; private set; }

    public Range ModelValue { get; private set; }

    public bool? Done { get; private set; }

    /// <summary>Why it ended; null: it does not say.</summary>
    public StopReason? Ended { get; private set; }

    /// <summary>There is a message, or a response.</summary>
    public bool Answered { get; private set; }

    public bool Grew { get; private set; }

    public bool Failed { get; private set; }

    public long ContentBytes { get; private set; }

    public readonly Usage Usage => new() { Input = _input, Output = _output };

    /// <summary>False: this is no JSON object.</summary>
    public bool TryRun(ReadOnlySpan<byte> json)
    {
        _reader = new Utf8JsonReader(json[_skipped..], new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = _reader.ValueSpan;
                _reader.Read();
                TakeMember(name);
            }

            _reader.Read();    // throws on anything behind the object
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void TakeMember(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual(W.Message))
        {
            Answered |= _reader.TokenType == JsonTokenType.StartObject;
            TakeMessage();
        }
        else if (name.SequenceEqual(W.Response) || name.SequenceEqual(W.Thinking))
        {
            Answered |= name.SequenceEqual(W.Response) && _reader.TokenType == JsonTokenType.String;
            TakeWords();
        }
        else if (name.SequenceEqual(W.Model) && _reader.TokenType == JsonTokenType.String)
        {
            Model = wantsModel ? JsonText.Unescape(_reader.ValueSpan) : null;
            ModelValue = ((int)_reader.TokenStartIndex + _skipped)..((int)_reader.BytesConsumed + _skipped);
        }
        else if (name.SequenceEqual(W.Done))
        {
            Done = _reader.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null };
            _reader.Skip();
        }
        else if (name.SequenceEqual(W.DoneReason) && _reader.TokenType == JsonTokenType.String)
        {
            Ended = _reader.ValueTextEquals(W.Words.StopWord) ? StopReason.EndTurn : _reader.ValueTextEquals(W.Words.Length) ? StopReason.MaxTokens : StopReason.Unknown;
        }
        else if (name.SequenceEqual(W.PromptEvalCount))
        {
            _input = TakeCount();
        }
        else if (name.SequenceEqual(W.EvalCount))
        {
            _output = TakeCount();
        }
        else
        {
            Failed |= name.SequenceEqual(W.Error) && _reader.TokenType != JsonTokenType.Null;
            _reader.Skip();
        }
    }

    private void TakeMessage()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            _reader.Skip();
            return;
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = _reader.ValueSpan;
            _reader.Read();
            if (name.SequenceEqual(W.Content) || name.SequenceEqual(W.Thinking))
            {
                TakeWords();
            }
            else if (name.SequenceEqual(W.ToolCalls) && _reader.TokenType == JsonTokenType.StartArray)
            {
                var from = _reader.TokenStartIndex;
                _reader.Skip();
                var length = _reader.BytesConsumed - from;
                Grew |= length > 2;
                ContentBytes += length - 2;
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void TakeWords()
    {
        if (_reader.TokenType == JsonTokenType.String)
        {
            Grew |= !_reader.ValueSpan.IsEmpty;
            ContentBytes += _reader.ValueSpan.Length;
            loop?.Take(_reader.ValueSpan);
        }

        _reader.Skip();
    }

    private long? TakeCount()
    {
        if (_reader.TokenType is JsonTokenType.Number or JsonTokenType.String && JsonText.TryLong(_reader.ValueSpan, out var count) && count >= 0)
        {
            return count;
        }

        _reader.Skip();
        return null;
    }
}
