using System.Text;
using Bascule.Engine.Tests.Dialects.Anthropic;
using Bascule.Engine.Tests.Dialects.OpenAiChat;

namespace Bascule.Engine.Tests.Dialects.Gemini;

public sealed class GoldenTests
{
    private const string Folder = "gemini";

    public static TheoryData<string> Requests => [.. GoldenFiles.Cases(Folder, ".request.json")];

    public static TheoryData<string> Crossings => [.. GoldenFiles.Cases(Folder, ".chat.json")];

    public static TheoryData<string> Answers => [.. GoldenFiles.Cases(Folder, ".answer.json")];

    public static TheoryData<string> Streams => [.. GoldenFiles.Cases(Folder, ".sse").Select(name => name + ".sse"), .. GoldenFiles.Cases(Folder, ".array").Select(name => name + ".array")];

    public static TheoryData<string> Errors => [.. GoldenFiles.Cases(Folder, ".error.json")];

    /// <summary>What a Gemini caller asks, as it is read and as providers of each dialect get it.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Golden_IsReadAndWrittenAsExpected(string name)
    {
        var read = Gem.Dialect.ReadRequest(GoldenFiles.Read(Folder, name + ".request.json"), new("m", false));
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        if (read.Value is { } request)
        {
            var own = Gem.From("gemini");
            var chat = Chat.From("gemini");
            var claude = Claude.From("gemini");
            text += $"\nfor its own: {Gem.Write(request, own)}\ndropped: {string.Join(", ", own.Dropped)}\n"
                + $"\nfor chat: {Chat.Write(request, chat)}\ndropped: {string.Join(", ", chat.Dropped)}\n"
                + $"\nfor anthropic: {Claude.Write(request, claude)}\ndropped: {string.Join(", ", claude.Dropped)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    /// <summary>What an OpenAI caller asks, as Gemini takes it: a model before and one after levels took the place of budgets.</summary>
    [Theory]
    [MemberData(nameof(Crossings))]
    public void Crossing_Golden_IsMendedAsExpected(string name)
    {
        var read = Chat.Dialect.ReadRequest(GoldenFiles.Read(Folder, name + ".chat.json"));
        Assert.Null(read.Failure);
        var text = "";
        foreach (var model in new[] { "gemini-2.5-flash", "gemini-3-pro-preview" })
        {
            var how = Gem.From("openai-chat", model);
            text += $"{model}: {Gem.Write(read.Value!, how).Replace("{\"role\"", "\n  {\"role\"", StringComparison.Ordinal)}\ndropped: {string.Join(", ", how.Dropped)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Golden_IsReadScannedAndWrittenAsExpected(string name)
    {
        var body = GoldenFiles.Read(Folder, name + ".answer.json");
        var read = Gem.Dialect.ReadAnswer(body);
        var scan = Gem.Dialect.ScanAnswer(body);
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        Assert.Equal(read.Failure, scan.Failure);
        if (read.Value is { } answer)
        {
            Assert.Equal(answer.Usage ?? default, scan.Usage);
            Assert.Equal(answer.Model, scan.Model ?? "");
            Assert.Equal(answer.Model, Encoding.UTF8.GetString(body[scan.ModelValue]).Trim('"'));
            text += $"\nwritten: {Gem.Write(answer)}\n\nfor chat: {Chat.Write(answer)}\n\nfor anthropic: {Claude.Write(answer)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_IsReadScannedAndWrittenAsExpected(string file)
    {
        var stream = GoldenFiles.Read(Folder, file);
        var events = Gem.Events(stream);
        var (meanings, scan) = Gem.Scan(stream);
        var text = HubText.Lines(events)
            + $"\nscan: {string.Join(' ', meanings)}; {scan.Id}; {scan.Model}; bytes {scan.ContentBytes}; finished {scan.Finished}; proof {scan.EndIsProof}; {HubText.Line(scan.Usage)}; {scan.Failure?.Code}; {Gem.Frames(stream).Trouble}\n"
            + $"\n{Gem.Write(events)}\n{Gem.Write(events, asArray: true)}\n";
        GoldenFiles.Check(Folder, Path.GetFileNameWithoutExtension(file) + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_GivesTheSameEventsHoweverItIsSplit(string file)
    {
        var stream = GoldenFiles.Read(Folder, file);
        var whole = HubText.Lines(Gem.Events(stream));
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(whole, HubText.Lines(Gem.Events(stream, cut)));
        }

        Assert.Equal(whole, HubText.Lines(Gem.Events(stream, [.. Enumerable.Range(0, stream.Length)])));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_Golden_IsClassifiedAsExpected(string name)
    {
        var status = int.Parse(name[..3], System.Globalization.CultureInfo.InvariantCulture);
        GoldenFiles.Check(Folder, name + ".expected.txt", HubText.Render(Gem.Dialect.ReadError(status, GoldenFiles.Read(Folder, name + ".error.json"))));
    }
}
