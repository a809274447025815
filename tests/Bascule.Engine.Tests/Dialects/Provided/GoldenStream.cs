using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Engine.Tests.Dialects.Provided;

/// <summary>A golden stream's bytes on the wire. Text formats are stored as they are, AWS's binary one as a line a message: <c>event TYPE PAYLOAD</c>.</summary>
internal static class GoldenStream
{
    public static byte[] Bytes(string dialect, byte[] stored) => dialect != "bedrock"
        ? stored
        : [.. Encoding.UTF8.GetString(stored).Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(Message)];

    private static byte[] Message(string line)
    {
        var words = line.Split(' ', 3);
        return words[0] == "event" ? AwsFrames.Event(words[1], words[2]) : AwsFrames.Exception(words[1], words[2]);
    }
}
