using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.Dialects.Anthropic;
using Bascule.Engine.Tests.Dialects.OpenAiChat;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Golden files of the callers' dialects that own no form of writing requests, or one that a few words test: read, scanned, written again.</summary>
public sealed class CallerGoldenTests
{
    private static readonly string[] Folders = ["ollama", "ollama-generate", "openai-completions"];

    public static TheoryData<string, string> Requests => All(".request.json");

    public static TheoryData<string, string> Answers => All(".answer.json");

    public static TheoryData<string, string> Streams => All(".ndjson", ".sse");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Golden_IsReadAndCarriedAsExpected(string folder, string file)
    {
        var read = Side(folder).Dialect.ReadRequest(GoldenFiles.Read(folder, file));
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        if (read.Value is { } request)
        {
            if (folder == "ollama")
            {
                var own = Chat.From(folder);
                text += $"\nwritten for its own: {Side(folder).Write(request, own)}\ndropped: {string.Join(", ", own.Dropped)}\n";
            }

            var chat = Chat.From(folder);
            text += $"\nwritten as a chat completion: {Chat.Write(request, chat)}\ndropped: {string.Join(", ", chat.Dropped)}\n";
            var messages = Chat.From(folder);
            text += $"\nwritten for Anthropic: {Claude.Write(request, messages)}\ndropped: {string.Join(", ", messages.Dropped)}\n";
        }

        GoldenFiles.Check(folder, file.Replace(".json", ".expected.txt", StringComparison.Ordinal), text);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Golden_IsReadScannedAndWrittenAsExpected(string folder, string file)
    {
        var body = GoldenFiles.Read(folder, file);
        var read = Side(folder).Dialect.ReadAnswer(body);
        var scan = Side(folder).Dialect.ScanAnswer(body);
        var text = HubText.Render((object?)read.Failure ?? read.Value);
        Assert.Equal(read.Failure, scan.Failure);
        if (read.Value is { } answer)
        {
            Assert.Equal(answer.Usage ?? default, scan.Usage);
            Assert.Equal(answer.Model, scan.Model ?? "");
            text += $"\nwritten: {Side(folder).Write(answer)}\nwritten as a chat completion: {Chat.Write(answer)}\n";
        }

        GoldenFiles.Check(folder, file.Replace(".json", ".expected.txt", StringComparison.Ordinal), text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_IsReadScannedAndWrittenAsExpected(string folder, string file)
    {
        var stream = GoldenFiles.Read(folder, file);
        var events = Side(folder).Events(stream);
        var (meanings, scan) = Side(folder).Scan(stream);
        var text = HubText.Lines(events)
            + $"\nscan: {string.Join(' ', meanings)}; {scan.Model}; bytes {scan.ContentBytes}; finished {scan.Finished}; {HubText.Line(scan.Usage)}; {scan.Failure?.Code}\n"
            + $"\n{Side(folder).Write(events)}\n{Chat.Write(events)}";
        GoldenFiles.Check(folder, file + ".expected.txt", text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_GivesTheSameEventsHoweverItIsSplit(string folder, string file)
    {
        var stream = GoldenFiles.Read(folder, file);
        var whole = HubText.Lines(Side(folder).Events(stream));
        foreach (var step in Enumerable.Range(1, 40))
        {
            Assert.Equal(whole, HubText.Lines(Side(folder).Events(stream, step)));
        }

        var carriage = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(whole, HubText.Lines(Side(folder).Events(carriage)));
    }

    internal static CallerSide Side(string dialect) => new(DialectSet.FindCaller(dialect)!, dialect == "openai-completions" ? "text/event-stream" : "application/x-ndjson");

    private static TheoryData<string, string> All(params string[] endings)
    {
        var data = new TheoryData<string, string>();
        foreach (var folder in Folders)
        {
            foreach (var ending in endings)
            {
                foreach (var name in GoldenFiles.Cases(folder, ending))
                {
                    data.Add(folder, name + ending);
                }
            }
        }

        return data;
    }
}
