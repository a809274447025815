using System.Text.Json;
using Bascule.Server.Tests.Configuration;
using Bascule.Server.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Bascule.Server.Tests.Endpoints;

/// <summary>A caller who asks for his request while the database is away.</summary>
public sealed class StoreAwayTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_WhileTheStoreIsAway_Is503InTheCallersDialect(bool anthropic)
    {
        var folder = Given.Folder();
        await using var host = await Started.FromAsync(Path.Combine(folder, "bascule.yaml"), Started.Yaml("listen: [\"http://127.0.0.1:0\"]"));
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(folder, "data", "bascule.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "DROP TABLE ledger";
            await command.ExecuteNonQueryAsync();
        }

        using var client = new HttpClient();
        using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Addresses[0], $"/v1/requests/{Guid.CreateVersion7()}"));
        question.Headers.Add("x-api-key", Started.Key);
        if (anthropic)
        {
            question.Headers.Add("anthropic-version", "2023-06-01");
        }

        using var answer = await client.SendAsync(question);
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal(anthropic, body.TryGetProperty("type", out _));
        Assert.Contains("store", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
