using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bascule.Benchmarks.Guardrails;

namespace Bascule.Benchmarks.Load;

/// <summary>Conversations of about so many kilobytes: turns of up to two kilobytes each, prose and code in turn, in which the guardrail finds nothing.</summary>
internal static class Prompts
{
    private const int Turn = 2048;

    public static byte[] Chat(int kilobytes, string key = Gateway.Key, string route = "assistant", bool stream = false)
    {
        var kinds = SampleTexts.All(Turn).Take(2).Select(kind => Encoding.UTF8.GetString(kind.Text)).ToArray();
        var body = new StringBuilder($$"""{"model":"{{route}}","messages":[{"role":"system","content":"You answer."}""");
        for (var (left, turn) = (kilobytes * 1024, 0); left > 0; left -= Turn, turn++)
        {
            var words = kinds[turn % kinds.Length][..Math.Min(left, Turn)];
            body.Append($$""",{"role":"{{(turn % 2 == 0 ? "user" : "assistant")}}","content":"{{JsonEncodedText.Encode(words, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"}""");
        }

        return Caller.Post("/v1/chat/completions", body.Append($$"""],"max_tokens":500,{{(stream ? "\"stream\":true," : "")}}"temperature":0.5}""").ToString(), key);
    }
}
