using Bascule.Journeys.Crash;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Profiles;

/// <summary><c>server.profile</c> in a process of its own, since the runtime reads its half of it once a process.</summary>
public sealed class ProfileTests
{
    /// <summary>How the runtime calls the threads that listen to sockets: one for all, or where they work on what comes, one a processor.</summary>
    private const string Listeners = ".NET Sockets";

    [Theory]
    [InlineData("balanced")]
    [InlineData("streams")]
    public async Task Gateway_InEachProfile_AnswersAndHasItsThreads(string profile)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Enqueue(
            ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)),
            ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "one"), Wire.Text(Ask.OpenAi, "two"), Wire.Finish(Ask.OpenAi), Wire.End(Ask.OpenAi)));
        using var folder = new TemporaryFolder();
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, Gateway.Whole($$"""providers: { near: { dialect: openai-chat, base_url: "{{upstream.Address}}v1" } }""", folder.Path, $"profile: {profile}"));
        await using var gateway = await GatewayProcess.StartAsync(file);
        using var client = gateway.NewClient();

        var whole = await client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "near/m"));
        var streamed = await client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "near/m", stream: true));

        Assert.Equal((200, "42"), (whole.Status, whole.Said));
        Assert.Equal((200, "onetwo"), (streamed.Status, streamed.Said));
        Assert.Equal(profile == "streams" ? Environment.ProcessorCount : 1, gateway.ThreadsNamed(Listeners));
    }
}
