namespace Bascule.Journeys.BadInput;

/// <summary>What measures the memory of the whole process runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>Bodies and headers that are too large: refused at once, without being taken in.</summary>
[Collection(Alone.Name)]
public sealed class SizeTests(OpenHouse house) : IClassFixture<OpenHouse>
{
    private const int Hundred = 100 << 20;

    [Theory]
    [InlineData("/v1/chat/completions", "invalid_request_error")]
    [InlineData("/v1/messages", "request_too_large")]
    public async Task Body_Announced100MegabytesAndSlow_413BeforeItIsSent(string path, string type)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var caller = await RawCaller.ConnectAsync(house.Gateway.Address);
        await caller.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Hundred}\r\n\r\n{{\"model\":");
        var answer = await caller.ReadAnswerAsync();

        Assert.StartsWith("HTTP/1.1 413", answer);
        Assert.Contains($"\"type\":\"{type}\"", answer);
        Assert.Contains($"{OpenHouse.MaxBody} bytes", answer);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20 << 20);
        await house.AssertServesAsync();
    }

    [Fact]
    public async Task Body_100MegabytesInChunks_413AfterTheBound()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var caller = await RawCaller.ConnectAsync(house.Gateway.Address);
        await caller.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{Hundred:x}\r\n");
        var pouring = caller.PourAsync(Hundred);
        var answer = await caller.ReadAnswerAsync();

        Assert.StartsWith("HTTP/1.1 413", answer);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20 << 20);
        await house.AssertServesAsync();
        await caller.DisposeAsync();
        await Record.ExceptionAsync(() => pouring);    // the rest is thrown away or cut off: the server's choice
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task Body_AtTheBound_CountsToTheByte(int over, int status)
    {
        var body = Ask.Body(Ask.OpenAi, "assistant");
        var told = await house.Gateway.Client.AskAsync(Ask.OpenAi, body + new string(' ', OpenHouse.MaxBody - body.Length + over));

        Assert.Equal(status, told.Status);
    }

    [Fact]
    public async Task Header_Huge_Is431AndTheGatewayServesOn()
    {
        await using var caller = await RawCaller.ConnectAsync(house.Gateway.Address);
        await caller.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nX-Huge: {new string('x', 100_000)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431", await caller.ReadAnswerAsync());
        await house.AssertServesAsync();
    }

    [Fact]
    public async Task Body_BrokenOff_LeavesNoTrace()
    {
        await using (var caller = await RawCaller.ConnectAsync(house.Gateway.Address))
        {
            await caller.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"model\":\"assistant\"");
        }

        await house.AssertServesAsync();
    }

    [Fact]
    public async Task Body_ChunksThatAreNone_Is400()
    {
        await using var caller = await RawCaller.ConnectAsync(house.Gateway.Address);
        await caller.SendAsync("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");

        Assert.StartsWith("HTTP/1.1 400", await caller.ReadAnswerAsync());
        await house.AssertServesAsync();
    }
}
