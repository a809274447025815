using System.Text;
using System.Text.Json.Nodes;
using JsonNode = System.Text.Json.Nodes.JsonNode;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Tests.Dialects;

namespace Bascule.Engine.Tests.Caching.Keys;

/// <summary>Recorded requests, each changed in every place: the key changes with it, unless what changed makes no other answer.</summary>
public sealed class RecordedKeyTests
{
    /// <summary>What may change without another key, by the end of its path. Everything else must not.</summary>
    private static readonly string[] Beside =
    [
        "model", "stream", "user", "safety_identifier", "store", "keep_alive", "prompt_cache_key", "stream_options.include_usage", "metadata", "cache_control", "labels", "service_tier", "user_id",
        "system_instruction.role", "systemInstruction.role", "stream_options", "prompt_cache_breakpoint", "content[1].id", "tool_use_id",
    ];

    public static TheoryData<string, string, string> Dialects => new()
    {
        { "openai-chat", "openai-chat", "" },
        { "openai-responses", "openai-responses", "" },
        { "anthropic-messages", "anthropic", "" },
        { "gemini", "gemini", "generatecontent" },
        { "ollama", "ollama", "/api/chat" },
        { "ollama", "ollama-generate", "/api/generate" },
        { "openai-completions", "openai-completions", "" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Request_ChangedAnywhere_HasAnotherKey(string recorded, string name, string path)
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        var (requests, changes) = (0, 0);
        foreach (var (file, dialect, body) in Requests(recorded, name, path))
        {
            requests++;
            var before = Key(dialect, body);
            foreach (var (place, changed) in Changes(JsonNode.Parse(body)!))
            {
                if (RequestScan.Read(changed, dialect.Shape, Address).Value is null)
                {
                    continue;    // no request that is served
                }

                changes++;
                var after = Key(dialect, changed);
                if (after == before && Bars(after.Finds) == RequestFinds.None && !Beside.Any(end => place == end || place.EndsWith("." + end, StringComparison.Ordinal) || place.StartsWith(end + ".", StringComparison.Ordinal) || place.Contains("." + end + ".", StringComparison.Ordinal)))
                {
                    wrong.Add($"{place} ({file})");
                }
            }
        }

        Assert.True(requests > 3 && changes > 40, $"only {requests} requests, {changes} changes");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Request_SpelledOtherwise_HasTheSameKey(string recorded, string name, string path)
    {
        foreach (var (file, dialect, body) in Requests(recorded, name, path))
        {
            var key = Key(dialect, Bytes(JsonNode.Parse(body)!));    // one spelling for all: the JSON of a function's result is text to the model
            var spread = Encoding.UTF8.GetBytes(JsonNode.Parse(body)!.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
            if (!Encoding.UTF8.GetString(body).Contains("unctionResponse", StringComparison.OrdinalIgnoreCase) && !Encoding.UTF8.GetString(body).Contains("function_response", StringComparison.Ordinal))    // whose JSON is text to the model
            {
                Assert.True(key == Key(dialect, spread), $"{file}: white space and escapes");
            }

            var turned = JsonNode.Parse(body)!.AsObject();
            foreach (var (member, value) in turned.Reverse().ToArray())
            {
                turned.Remove(member);
                turned.Add(member, value);
            }

            if (name != "openai-completions")    // taken as it stands
            {
                Assert.True(key == Key(dialect, Encoding.UTF8.GetBytes(turned.ToJsonString())), $"{file}: order of members");
            }

            var streamed = JsonNode.Parse(body)!.AsObject();
            streamed.Remove("stream");
            streamed.Remove("stream_options");
            Assert.True(key == Key(dialect, Encoding.UTF8.GetBytes(streamed.ToJsonString())), $"{file}: streaming");
        }
    }

    private static CallAddress Address { get; } = new("m", Stream: false);

    private static RequestFinds Bars(RequestFinds finds) => finds & ~RequestFinds.Tools;

    private static CanonicalRequest Key(ICallerDialect dialect, byte[] body) => CanonicalRequest.Of(dialect, Address, errand: null, body);

    private static IEnumerable<(string File, ICallerDialect Dialect, byte[] Body)> Requests(string recorded, string name, string path)
    {
        var dialect = DialectSet.FindCaller(name)!;
        return Recorded.Of(recorded)
            .Where(one => one.Asked is not null && one.Path.Contains(path, StringComparison.OrdinalIgnoreCase) && RequestScan.Read(one.Asked, dialect.Shape, Address).Value is not null)
            .Select(one => (one.Name, dialect, one.Asked!))
            .Where(one => Bars(Key(dialect, one.Item3).Finds) == RequestFinds.None);
    }

    /// <summary>Every value changed on its own, every member left out, and an unknown member put into every object.</summary>
    private static IEnumerable<(string Place, byte[] Body)> Changes(JsonNode root)
    {
        foreach (var node in All(root).ToArray())
        {
            switch (node)
            {
                case JsonObject members:
                    members.Add("zz_unknown", 1);
                    yield return (Place(members) + ".zz_unknown", Bytes(root));
                    members.Remove("zz_unknown");
                    members.Add("zz_unknown", new JsonObject());
                    yield return (Place(members) + ".zz_unknown", Bytes(root));
                    members.Remove("zz_unknown");
                    break;
                case JsonValue value:
                    var place = Place(value);
                    var changed = Changed(value);
                    value.ReplaceWith(changed);
                    yield return (place, Bytes(root));
                    changed.ReplaceWith(value);
                    break;
            }
        }
    }

    private static JsonNode Changed(JsonValue value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => JsonValue.Create(value.GetValue<string>() + "x"),
        System.Text.Json.JsonValueKind.Number => JsonValue.Create(value.GetValue<double>() + 1),
        var kind => JsonValue.Create(kind != System.Text.Json.JsonValueKind.True),
    };

    private static string Place(JsonNode node) => node.GetPath().TrimStart('$').TrimStart('.');

    private static byte[] Bytes(JsonNode root) => Encoding.UTF8.GetBytes(root.ToJsonString());

    private static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        null => [],
        JsonObject members => [node, .. members.SelectMany(member => All(member.Value))],
        JsonArray items => [node, .. items.SelectMany(All)],
        _ => [node],
    };
}
