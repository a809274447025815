using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bascule.Sandbox.Scripted;
using Bascule.Server.Configuration.Importing;
using Bascule.Server.Hosting;

namespace Bascule.Journeys.Importing;

/// <summary>A client of LiteLLM's comes with the key it has, and a gateway with the imported config lets it in.</summary>
public sealed class OldKeyTests
{
    private const string OldKey = "sk-1a2b3c4d5e6f7a8b9c0d";

    [Fact]
    public async Task OldKey_AtTheImportedConfig_IsLetInAndAnyOtherIsNot()
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Keys.KeyHouse.Answer));
        using var folder = new TemporaryFolder();
        var (old, csv, config) = (folder.File("litellm.yaml"), folder.File("keys.csv"), folder.File("bascule.yaml"));
        await File.WriteAllTextAsync(old, $$"""
            model_list:
              - model_name: chat
                litellm_params: { model: openai/m, api_base: "{{upstream.Address}}v1", api_key: os.environ/UPSTREAM_KEY, input_cost_per_token: 1e-6, output_cost_per_token: 1e-6 }
            general_settings: { master_key: os.environ/LITELLM_MASTER_KEY }
            """);
        // As hash_token of litellm/proxy/_types.py has it: the SHA-256 of the whole key.
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(OldKey)));
        await File.WriteAllTextAsync(csv, $"token,key_alias,models,max_budget,budget_duration\n{hash},web,{{chat}},5,1d\n");
        var settings = new HostSettings
        {
            ConfigFile = config, Folder = folder.Path, Listen = "http://127.0.0.1:0", ProbeEngines = false, CatalogFolder = Path.Combine(Repository.Root, "catalog"),
            Environment = name => name switch { "UPSTREAM_KEY" => "sk-upstream-0123456789", "LITELLM_MASTER_KEY" => "sk-master-0123456789abcdef", "BASCULE_DATA_DIR" => folder.File("data"), _ => null },
        };
        var import = LiteLlmImport.Read(old, csv, Startup.Surroundings(settings, Startup.LoadFacts(settings)));
        await File.WriteAllTextAsync(config, import.Yaml);
        await using var host = await GatewayHost.StartAsync(settings);

        using var client = new HttpClient { BaseAddress = host.Addresses[0], Timeout = Gateway.Bound };
        Assert.Equal(HttpStatusCode.OK, await AskAsync(client, OldKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, OldKey + "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, hash));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
            Content = new StringContent("""{"model":"chat","messages":[{"role":"user","content":"6 times 7?"}]}""", Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
