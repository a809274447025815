using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Reading facts off bytes that are passed on as they are: a whole answer and a chunk have one shape.</summary>
internal static class GeminiScanning
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    public static bool IsDone(ReadOnlySpan<byte> data) => data.Trim(" \t\r\n"u8).SequenceEqual("[DONE]"u8);

    /// <summary>Scans a whole 2xx answer.</summary>
    public static AnswerScan ScanAnswer(ReadOnlySpan<byte> body)
    {
        var skipped = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        var usage = default(GeminiUsage);
        Found found;
        try
        {
            found = Scan(body[skipped..], ref usage);
        }
        catch (JsonException)
        {
            return new AnswerScan { Failure = GeminiAnswerReader.NoJson };
        }

        if (found.HasError || !found.IsAnswer)
        {
            return new AnswerScan { Failure = GeminiAnswerReader.Read(body.ToArray()).Failure ?? GeminiAnswerReader.NoAnswer };
        }

        var (from, length) = found.ModelValue.GetOffsetAndLength(body.Length - skipped);
        return new AnswerScan
        {
            Id = found.Id,
            Model = found.Model,
            ModelValue = length == 0 ? default : (from + skipped)..(from + skipped + length),
            Usage = usage.IsEmpty ? default : usage.ToHub(),
            Spoke = found.Grew,
            Ended = found.HasCandidate ? found.Why : StopReason.ContentFilter,
        };
    }

    /// <summary>Reads what an answer or a chunk says. Makes a string of the id and the model only where none is known yet.</summary>
    /// <param name="loop">Takes the words, where somebody wants that.</param>
    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static Found Scan(ReadOnlySpan<byte> data, ref GeminiUsage usage, bool known = false, LoopWatch? loop = null)
    {
        var found = new Found { Loop = loop };
        var json = new Utf8JsonReader(data, Options);
        json.Read();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            found.HasError = true;    // an error within an array: read again, at leisure
            return found;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual(Wire.Candidates))
            {
                ScanCandidates(ref json, ref found);
            }
            else if (name.SequenceEqual(Wire.UsageMetadata))
            {
                usage.Take(ref json);
            }
            else if (name.SequenceEqual(Wire.ModelVersion) && json.TokenType == JsonTokenType.String)
            {
                found.Model = known ? null : JsonText.Unescape(json.ValueSpan);
                found.ModelValue = (int)json.TokenStartIndex..(int)json.BytesConsumed;
            }
            else if (name.SequenceEqual(Wire.ResponseId) && json.TokenType == JsonTokenType.String)
            {
                found.Id = known ? null : JsonText.Unescape(json.ValueSpan);
            }
            else if (name.SequenceEqual(Wire.PromptFeedback) && json.TokenType == JsonTokenType.StartObject)
            {
                ScanFeedback(ref json, ref found);
            }
            else
            {
                found.HasError |= name.SequenceEqual("error"u8) && json.TokenType != JsonTokenType.Null;
                json.Skip();
            }
        }

        while (json.Read())
        {
            // Nothing but white space may follow; the reader throws otherwise.
        }

        return found;
    }

    private static void ScanFeedback(ref Utf8JsonReader json, ref Found found)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var blocks = json.ValueSpan.SequenceEqual(Wire.BlockReason);
            json.Read();
            found.Blocked |= blocks && json.TokenType != JsonTokenType.Null;
            json.Skip();
        }
    }

    private static void ScanCandidates(ref Utf8JsonReader json, ref Found found)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        for (var position = 0; json.Read() && json.TokenType != JsonTokenType.EndArray;)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            found.HasCandidate = true;
            var (index, ends) = ((long)position++, false);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.ValueSpan;
                json.Read();
                if (name.SequenceEqual(Wire.Content))
                {
                    ScanContent(ref json, ref found);
                }
                else
                {
                    index = name.SequenceEqual(Wire.Index) && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var told) ? told : index;
                    if (name.SequenceEqual(Wire.FinishReason) && GeminiStop.ReasonOf(json) is { } reason)
                    {
                        ends = true;
                        found.Why = StopReasons.Of(found.Why, reason);
                    }

                    json.Skip();
                }
            }

            found.Take(index, ends);
        }
    }

    /// <summary>Words and arguments are counted, signatures, names and media are not; media grow the answer all the same.</summary>
    private static void ScanContent(ref Utf8JsonReader json, ref Found found)
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            json.Skip();
            return;
        }

        var depth = json.CurrentDepth;
        var counted = false;
        while (json.Read() && json.CurrentDepth > depth)
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = json.ValueSpan;
                    counted = !name.SequenceEqual("thoughtSignature"u8) && !name.SequenceEqual("role"u8) && !name.SequenceEqual("id"u8)
                        && !name.SequenceEqual("mimeType"u8) && !name.SequenceEqual("data"u8) && !name.SequenceEqual("jsonPath"u8);
                    found.Grew |= name.SequenceEqual("functionCall"u8) || name.SequenceEqual("inlineData"u8) || name.SequenceEqual("fileData"u8);
                    break;
                case JsonTokenType.String when counted:
                    found.ContentBytes += json.ValueSpan.Length;
                    found.Loop?.Take(json.ValueSpan);
                    found.Grew |= !json.ValueSpan.IsEmpty;
                    break;
            }
        }
    }

    /// <summary>What one answer or chunk holds; members may come in any order.</summary>
    public struct Found
    {
        public string? Id;
        public string? Model;
        public Range ModelValue;
        public long ContentBytes;
        public bool HasCandidate;
        public bool Blocked;
        /// <summary>The candidates met and those of them that said why they end, a bit each.</summary>
        public uint Met, Ended;
        public bool Grew;
        public bool HasError;
        public StopReason? Why;
        public LoopWatch? Loop;

        public readonly bool IsAnswer => HasCandidate || Blocked;

        public void Take(long index, bool ends)
        {
            if (index is >= 0 and < GeminiStreamReader.MaxCandidates)
            {
                Met |= 1u << (int)index;
                Ended |= ends ? 1u << (int)index : 0;
            }
        }
    }
}
