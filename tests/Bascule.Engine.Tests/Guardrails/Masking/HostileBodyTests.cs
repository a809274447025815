using System.Text;
using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Masking;
using Bascule.Engine.Guardrails.Reading;

namespace Bascule.Engine.Tests.Guardrails.Masking;

/// <summary>Bodies made to cost a walk over all of them for each part: with two megabytes they would take minutes, and end well within the bound of a test.</summary>
public sealed class HostileBodyTests
{
    private const int Megabytes2 = 2 * 1024 * 1024;

    private const int Bound = 60_000;

    private static readonly Screen Screen = new([Guardrail.Make(new GuardrailOptions("pii") { Detect = ["email", "phone", "card", "secret"], Action = GuardrailAction.Mask }, _ => null)]);

    public static TheoryData<string> Bodies => ["json in a string", "places", "media", "media further out", "escapes and values", "values with one head", "values that begin as each other", "json in json"];

    [Theory(Timeout = Bound)]
    [MemberData(nameof(Bodies))]
    public async Task Body_MadeToBeReadAgainAndAgain_IsReadOnce(string name)
    {
        await Task.Yield();    // a bound holds only what does not run on the test's own beginning
        var body = Encoding.UTF8.GetBytes(Body(name));
        var profile = RequestScan.Read(body, OpenAiChatDialect.Instance.Shape).Value!;

        var screened = Screen.Look(default, body)!;
        var failure = MaskingGuards.Mask(screened, 0, null, body, profile, isForm: false, "", out var masked);

        if (failure is not null)
        {
            Assert.Equal("masking_full", failure.Code);
        }
        else
        {
            Assert.Equal(screened.Verdicts[0].Kinds.Count > 0, masked is not null);
        }

        var walk = new BodyTexts(body);
        while (walk.Next())
        {
            for (var at = 0; at + 8 <= walk.Text.Length; at += 8)
            {
                Assert.True(walk.Locate(at, 8).End > 0);
            }
        }

        walk.Dispose();
    }

    private static string Body(string name) => name switch
    {
        "json in a string" => Chat(Quoted($"[{Many("""{"row":"alpha","note":"gamma delta"}""")}]")),
        "json in json" => Chat(Quoted($"[{Quoted(Many("a\nb"))}]")),
        "places" => $"{Chat("\"x\"")[..^1]},\"metadata\":{{\"a\":[{Many("\"a@example.org\"")}]}}}}",
        "media" => Chat("[{" + Many("\"data\":\"a\"") + "}]"),
        "media further out" => Chat("[{" + Many("\"source\":{\"data\":\"a\"}") + "}]"),
        "escapes and values" => Chat(Quoted(Many(at => $"+49 30 {1000000 + (at % 9000 * 7)}\n"))),
        "values with one head" => "{\"model\":\"m\",\"messages\":[" + Many(at => "{\"role\":\"user\",\"content\":\"+49 30 " + (1000000 + (at % 9000 * 7)) + "\"}") + "]}",
        _ => Chat(Quoted(Many(at => $"password={new string('a', 20 + (at % 200))}Zx9!"))),
    };

    private static string Chat(string content) => "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}";

    private static string Many(string one) => string.Join(',', Enumerable.Repeat(one, Megabytes2 / (one.Length + 1)));

    private static string Many(Func<int, string> one) => string.Join(',', Enumerable.Range(0, Megabytes2 / (one(0).Length + 1)).Select(one));

    private static string Quoted(string text) => "\"" + JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
}
