using System.Text;
using Bascule.Engine.Tests.Dialects.OpenAiChat;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

public sealed class GoldenTests
{
    private const string Folder = "anthropic";

    public static TheoryData<string> Requests => [.. GoldenFiles.Cases(Folder, ".request.json")];

    public static TheoryData<string> Crossings => [.. GoldenFiles.Cases(Folder, ".chat.json")];

    public static TheoryData<string> Answers => [.. GoldenFiles.Cases(Folder, ".answer.json")];

    public static TheoryData<string> Streams => [.. GoldenFiles.Cases(Folder, ".sse")];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Golden_IsReadAndWrittenAsExpected(string name)
    {
        var read = Claude.Dialect.ReadRequest(GoldenFiles.Read(Folder, name + ".request.json"));
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        if (read.Value is { } request)
        {
            var own = Claude.From("anthropic");
            text += $"\nwritten for its own: {Claude.Write(request, own)}\ndropped: {string.Join(", ", own.Dropped)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    /// <summary>What an OpenAI caller asks, as a strict upstream of this wire takes it.</summary>
    [Theory]
    [MemberData(nameof(Crossings))]
    public void Crossing_Golden_IsMendedAsExpected(string name)
    {
        var read = Chat.Dialect.ReadRequest(GoldenFiles.Read(Folder, name + ".chat.json"));
        Assert.Null(read.Failure);
        var how = Claude.From("openai-chat");
        var text = $"{Claude.Write(read.Value!, how).Replace("\"role\"", "\n  \"role\"", StringComparison.Ordinal)}\ndropped: {string.Join(", ", how.Dropped)}\n";
        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Golden_IsReadScannedAndWrittenAsExpected(string name)
    {
        var body = GoldenFiles.Read(Folder, name + ".answer.json");
        var read = Claude.Dialect.ReadAnswer(body);
        var scan = Claude.Dialect.ScanAnswer(body);
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        Assert.Equal(read.Failure, scan.Failure);
        if (read.Value is { } answer)
        {
            Assert.Equal(answer.Usage ?? default, scan.Usage);
            Assert.Equal(answer.Model, scan.Model ?? "");
            Assert.Equal(answer.Model, Encoding.UTF8.GetString(body[scan.ModelValue]).Trim('"'));
            text += $"\nwritten: {Claude.Write(answer)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_IsReadScannedAndWrittenAsExpected(string name)
    {
        var stream = GoldenFiles.Read(Folder, name + ".sse");
        var events = Claude.Events(stream);
        var (meanings, scan) = Claude.Scan(stream);
        var text = HubText.Lines(events)
            + $"\nscan: {string.Join(' ', meanings)}; {scan.Id}; {scan.Model}; bytes {scan.ContentBytes}; finished {scan.Finished}; {HubText.Line(scan.Usage)}; {scan.Failure?.Code}\n"
            + $"\n{Claude.Write(events)}";
        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_GivesTheSameEventsHoweverItIsSplit(string name)
    {
        var stream = GoldenFiles.Read(Folder, name + ".sse");
        var whole = HubText.Lines(Claude.Events(stream));
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(whole, HubText.Lines(Claude.Events(stream, cut)));
        }

        Assert.Equal(whole, HubText.Lines(Claude.Events(stream, [.. Enumerable.Range(0, stream.Length)])));
    }
}
