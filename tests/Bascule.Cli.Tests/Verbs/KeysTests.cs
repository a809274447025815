using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Bascule.Cli.Tests.Verbs;

/// <summary>Keys made, changed and ended at the terminal.</summary>
public sealed class KeysTests
{
    [Fact]
    public async Task Keys_FromCreateToDelete_DoWhatTheySay()
    {
        using var folder = new Folder();
        var (gateway, address) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var _ = gateway;
        Task<(int Code, string Output, string Errors)> Keys(params string[] arguments) => Started.ToEndAsync(folder, ["keys", .. arguments, "--url", address.ToString()]);

        var made = await Keys("create", "web", "--team", "search", "--route", "assistant", "--requests-per-minute", "600", "--tag", "app=web", "--expires", "2999-01-01", "--json");
        Assert.Equal(0, made.Code);
        var key = JsonElement.Parse(made.Output);
        var (id, secret) = (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
        Assert.Equal(("search", 600, "web"), (key.GetProperty("team").GetString(), key.GetProperty("limits").GetProperty("requests_per_minute").GetInt32(), key.GetProperty("tags").GetProperty("app").GetString()));
        Assert.Equal(HttpStatusCode.OK, await ModelsAsync(address, secret));

        var list = await Keys("list");
        Assert.Equal(0, list.Code);
        Assert.Contains(id, list.Output);
        Assert.DoesNotContain(secret[8..], list.Output);
        Assert.Contains("search", (await Keys("show", "web")).Output);

        var rotated = await Keys("rotate", id, "--overlap", "0s");
        Assert.Contains("shown this once", rotated.Errors);
        Assert.Contains("key              bsk-", rotated.Output);
        Assert.Equal(HttpStatusCode.Unauthorized, await ModelsAsync(address, secret));

        Assert.Equal(0, (await Keys("update", "web", "--name", "shop", "--concurrency", "3")).Code);
        Assert.Contains("disabled", (await Keys("disable", "shop")).Output);
        Assert.Contains("active", (await Keys("enable", "shop")).Output);
        Assert.Equal(0, (await Keys("create", "other")).Code);
        Assert.Contains("deleted", (await Keys("delete", "shop")).Output);
        Assert.DoesNotContain(id, (await Keys("list")).Output);
        Assert.Contains(id, (await Keys("list", "--deleted")).Output);

        var missing = await Keys("show", "shop");
        Assert.Equal(1, missing.Code);
        Assert.Contains("There is no key with this id or name.", missing.Errors);
        var taken = await Keys("create", "other");
        Assert.Equal(1, taken.Code);
        var wrong = await Keys("create", "more", "--data-class", "secrets");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("'data_class': not a known value", wrong.Errors);
    }

    [Fact]
    public async Task Keys_Help_NamesEveryVerb()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "keys", "--help");
        Assert.Equal(0, code);
        Assert.All(new[] { "list", "show", "create", "update", "rotate", "disable", "enable", "delete" }, verb => Assert.Contains(verb, output));
    }

    private static async Task<HttpStatusCode> ModelsAsync(Uri address, string secret)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await client.GetAsync(new Uri(address, "/v1/models"));
        return answer.StatusCode;
    }
}
