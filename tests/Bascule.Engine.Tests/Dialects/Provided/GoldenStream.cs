namespace Bascule.Engine.Tests.Dialects.Provided;

/// <summary>A golden stream's bytes on the wire. Text formats are stored as they are.</summary>
internal static class GoldenStream
{
    public static byte[] Bytes(string dialect, byte[] stored)
    {
        _ = dialect;
        return stored;
    }
}
