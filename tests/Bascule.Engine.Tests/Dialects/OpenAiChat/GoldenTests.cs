using System.Text;
using System.Text.RegularExpressions;

namespace Bascule.Engine.Tests.Dialects.OpenAiChat;

public sealed partial class GoldenTests
{
    private const string Folder = "openai-chat";

    public static TheoryData<string> Requests => [.. GoldenFiles.Cases(Folder, ".request.json")];

    public static TheoryData<string> Answers => [.. GoldenFiles.Cases(Folder, ".answer.json")];

    public static TheoryData<string> Streams => [.. GoldenFiles.Cases(Folder, ".sse")];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Golden_IsReadAndWrittenAsExpected(string name)
    {
        var read = Chat.Dialect.ReadRequest(GoldenFiles.Read(Folder, name + ".request.json"));
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        if (read.Value is { } request)
        {
            var own = Chat.From("openai-chat");
            var other = Chat.From("anthropic", "anthropic");
            text += $"\nwritten for its own: {Chat.Write(request, own)}\ndropped: {string.Join(", ", own.Dropped)}\n";
            text += $"\nwritten for another: {Chat.Write(request, other)}\ndropped: {string.Join(", ", other.Dropped)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Golden_IsReadScannedAndWrittenAsExpected(string name)
    {
        var body = GoldenFiles.Read(Folder, name + ".answer.json");
        var read = Chat.Dialect.ReadAnswer(body);
        var scan = Chat.Dialect.ScanAnswer(body);
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        Assert.Equal(read.Failure, scan.Failure);
        if (read.Value is { } answer)
        {
            Assert.Equal(answer.Usage ?? default, scan.Usage);
            Assert.Equal(answer.Model, scan.Model ?? "");
            text += $"\nwritten: {Chat.Write(answer)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", WithoutMadeIds(text));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_IsReadScannedAndWrittenAsExpected(string name)
    {
        var stream = GoldenFiles.Read(Folder, name + ".sse");
        var events = Chat.Events(stream);
        var (meanings, scan) = Chat.Scan(stream);
        var text = HubText.Lines(events)
            + $"\nscan: {string.Join(' ', meanings)}; {scan.Id}; {scan.Model}; bytes {scan.ContentBytes}; finished {scan.Finished}; {HubText.Line(scan.Usage)}; {scan.Failure?.Code}\n"
            + $"\n{Chat.Write(events)}";
        GoldenFiles.Check(Folder, name + ".expected.txt", WithoutMadeIds(text));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_GivesTheSameEventsHoweverItIsSplit(string name)
    {
        var stream = GoldenFiles.Read(Folder, name + ".sse");
        var whole = WithoutMadeIds(HubText.Lines(Chat.Events(stream)));
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(whole, WithoutMadeIds(HubText.Lines(Chat.Events(stream, cut))));
        }

        Assert.Equal(whole, WithoutMadeIds(HubText.Lines(Chat.Events(stream, [.. Enumerable.Range(0, stream.Length)]))));
        var carriage = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(whole, WithoutMadeIds(HubText.Lines(Chat.Events(carriage))));
    }

    private static string WithoutMadeIds(string text) => MadeId().Replace(text, "call_MADE");

    [GeneratedRegex("call_[0-9a-f]{32}")]
    private static partial Regex MadeId();
}
