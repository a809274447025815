using System.Text;

namespace Bascule.Engine.Tests.Dialects.OpenAiResponses;

public sealed class GoldenTests
{
    private const string Folder = "openai-responses";

    public static TheoryData<string> Requests => [.. GoldenFiles.Cases(Folder, ".request.json")];

    public static TheoryData<string> Answers => [.. GoldenFiles.Cases(Folder, ".answer.json")];

    public static TheoryData<string> Streams => [.. GoldenFiles.Cases(Folder, ".sse")];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Golden_IsReadAndWrittenAsExpected(string name)
    {
        var read = Responses.Dialect.ReadRequest(GoldenFiles.Read(Folder, name + ".request.json"));
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        if (read.Value is { } request)
        {
            var own = Responses.From("openai-responses");
            var other = Responses.From("anthropic", "openai");
            text += $"\nwritten for its own: {Responses.Write(request, own)}\ndropped: {string.Join(", ", own.Dropped)}\n";
            text += $"\nwritten for another: {Responses.Write(request, other)}\ndropped: {string.Join(", ", other.Dropped)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Golden_IsReadScannedAndWrittenAsExpected(string name)
    {
        var body = GoldenFiles.Read(Folder, name + ".answer.json");
        var read = Responses.Dialect.ReadAnswer(body);
        var scan = Responses.Dialect.ScanAnswer(body);
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        Assert.Equal(read.Failure, scan.Failure);
        if (read.Value is { } answer)
        {
            Assert.Equal(answer.Usage ?? default, scan.Usage);
            Assert.Equal(answer.Model, scan.Model ?? "");
            text += $"\nwritten: {Responses.Write(answer)}\n";
        }

        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_IsReadScannedAndWrittenAsExpected(string name)
    {
        var stream = GoldenFiles.Read(Folder, name + ".sse");
        var events = Responses.Events(stream);
        var (meanings, scan) = Responses.Scan(stream);
        var text = HubText.Lines(events)
            + $"\nscan: {string.Join(' ', meanings)}; {scan.Id}; {scan.Model}; bytes {scan.ContentBytes}; finished {scan.Finished}; {HubText.Line(scan.Usage)}; {scan.Failure?.Code}\n"
            + $"\n{Responses.Write(events)}";
        GoldenFiles.Check(Folder, name + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_GivesTheSameEventsHoweverItIsSplit(string name)
    {
        var stream = GoldenFiles.Read(Folder, name + ".sse");
        var whole = HubText.Lines(Responses.Events(stream));
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(whole, HubText.Lines(Responses.Events(stream, cut)));
        }

        Assert.Equal(whole, HubText.Lines(Responses.Events(stream, [.. Enumerable.Range(0, stream.Length)])));
        var carriage = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(whole, HubText.Lines(Responses.Events(carriage)));
    }
}
