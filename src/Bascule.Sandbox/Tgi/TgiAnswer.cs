using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Tgi;

/// <summary>One generated text, whole or token by token; a stop sequence stays in it.</summary>
internal sealed class TgiAnswer(Said said)
{
    private string Text => said.Reply.Text + said.Reply.StopSequence;

    public JsonObject Whole()
    {
        var parameters = said.Asked.Body.Member("parameters") ?? default;
        var answer = new JsonObject { ["generated_text"] = parameters.Flag("return_full_text") ? said.Question.Text + Text : Text };
        if (parameters.Flag("details") || parameters.Flag("decoder_input_details"))
        {
            var details = Details();
            details["best_of_sequences"] = null;
            details["prefill"] = new JsonArray();
            details["tokens"] = new JsonArray([.. Tokens.Pieces(Text).Select((piece, index) => (JsonNode)Token(piece, index))]);
            answer["details"] = details;
        }

        return answer;
    }

    public IEnumerable<Piece> Pieces()
    {
        var texts = Tokens.Pieces(Text).DefaultIfEmpty("").ToArray();
        for (var at = 0; at < texts.Length; at++)
        {
            var last = at == texts.Length - 1;
            var chunk = new JsonObject { ["index"] = at + 1, ["token"] = Token(texts[at], at), ["generated_text"] = last ? Text : null, ["details"] = last ? Details() : null };
            // No space behind the colon: that is how its server writes.
            yield return new Piece([.. "data:"u8, .. Json.Bytes(chunk), .. "\n\n"u8], true);
        }
    }

    private static JsonObject Token(string text, int index) => new() { ["id"] = 100 + index, ["text"] = text, ["logprob"] = -0.1, ["special"] = false };

    private JsonObject Details() => new()
    {
        ["finish_reason"] = said.Reply.Ending switch { Ending.Length => "length", Ending.StopSequence => "stop_sequence", _ => "eos_token" },
        ["generated_tokens"] = said.Reply.OutputTokens,
        ["input_length"] = said.Question.InputTokens,
        ["seed"] = null,
    };
}
