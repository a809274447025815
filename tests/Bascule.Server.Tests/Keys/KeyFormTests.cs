using System.Text.Json.Nodes;
using Bascule.Engine.Access;
using Bascule.Server.Configuration.Language;
using Bascule.Server.Keys;
using Bascule.Server.Tests.Configuration;

namespace Bascule.Server.Tests.Keys;

/// <summary>What a key may do, written as JSON and read again.</summary>
public sealed class KeyFormTests
{
    /// <summary>Every obeyed member that a key made over the API may have, with a value that is not its default.</summary>
    private static readonly Dictionary<string, string> Said = new()
    {
        ["name"] = "\"web\"", ["tier"] = "\"premium\"", ["data_class"] = "\"internal\"", ["max_data_class"] = "\"confidential\"", ["routes"] = """["a","openai/*"]""", ["team"] = "\"search\"",
        ["limits.requests_per_minute"] = "600", ["limits.tokens_per_minute"] = "200000", ["limits.concurrency"] = "50", ["budget.usd"] = "0.5", ["budget.per"] = "\"month\"",
        ["tags"] = """{"app":"web"}""", ["per_user.requests_per_minute"] = "20", ["per_user.tokens_per_minute"] = "2000", ["per_user.concurrency"] = "2", ["per_user.budget.usd"] = "1",
        ["per_user.budget.per"] = "\"day\"", ["may_set_tier"] = "true", ["unpriced"] = "\"allow\"", ["addresses"] = """["10.0.0.0/8"]""", ["expires"] = "\"2027-01-01T00:00:00Z\"",
    };

    public static TheoryData<string> Members => [.. Obeyed(BasculeLanguage.MadeKey, "")];

    [Theory]
    [MemberData(nameof(Members))]
    public void Member_OfTheLanguage_IsReadKeptAndShown(string path)
    {
        Assert.True(Said.TryGetValue(path, out var value), $"no value is given here for {path}: KeyJson must write it too");
        var form = new JsonObject { ["name"] = "web" };
        Put(form, path, JsonNode.Parse(value!)!);
        if (path is "budget.usd" or "budget.per")
        {
            Put(form, path == "budget.usd" ? "budget.per" : "budget.usd", JsonNode.Parse(path == "budget.usd" ? "\"day\"" : "1")!);
        }

        if (path is "per_user.budget.usd" or "per_user.budget.per")
        {
            Put(form, path == "per_user.budget.usd" ? "per_user.budget.per" : "per_user.budget.usd", JsonNode.Parse(path == "per_user.budget.usd" ? "\"day\"" : "1")!);
        }

        var read = KeyForm.Read(form, Given.Good("providers: { openai: {} }\nroutes: { a: [openai/gpt-5] }\n"));
        Assert.Null(read.Failure);
        var kept = KeyJson.ToText(read.Value!);
        Assert.Equal(JsonNode.Parse(value!)!.ToJsonString(), At(JsonNode.Parse(kept)!, path)?.ToJsonString());
        Assert.Equal(read.Value, KeyForm.Restore(kept).Value);
    }

    [Fact]
    public void Key_ThatSaysNothing_ReadsTheSameFromWhatIsKept()
    {
        var key = new KeyOptions { Id = KeyOptions.OfFile("web"), Name = "web", Sha256 = "" };
        Assert.Equal(key, KeyForm.Restore(KeyJson.ToText(key)).Value);
        Assert.Equal(key with { Routes = [] }, KeyForm.Restore(KeyJson.ToText(key with { Routes = [] })).Value);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"name":"web","of_tomorrow":1}""")]
    public void Kept_ThatCannotBeRead_IsAValueAndNoException(string kept) => Assert.NotNull(KeyForm.Restore(kept).Failure);

    [Fact]
    public void Change_LaidOver_UnsetsReplacesAndMerges()
    {
        var over = (JsonObject)JsonNode.Parse("""{"name":"web","routes":["a"],"limits":{"concurrency":1,"requests_per_minute":2},"tier":"x"}""")!;
        KeyForm.Lay((JsonObject)JsonNode.Parse("""{"routes":[],"limits":{"concurrency":null},"tier":null}""")!, over);
        Assert.Equal("""{"name":"web","routes":[],"limits":{"concurrency":null,"requests_per_minute":2},"tier":null}""", over.ToJsonString());
    }

    private static IEnumerable<string> Obeyed(RecordShape record, string under) => record.Keys.Where(key => key.Part is null).SelectMany(key =>
        key.Shape is RecordShape inner ? Obeyed(inner, $"{under}{key.Name}.") : [under + key.Name]);

    private static void Put(JsonObject form, string path, JsonNode value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            form = (JsonObject)(form[name] ??= new JsonObject());
        }

        form[names[^1]] = value;
    }

    private static JsonNode? At(JsonNode? node, string path) => path.Split('.').Aggregate(node, (below, name) => below?[name]);
}
