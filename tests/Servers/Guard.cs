using System.Diagnostics;

namespace Bascule.Servers;

/// <summary>Ends a server and removes its folder if the tests' own process ends without doing so, even when it is killed.</summary>
internal sealed class Guard : IDisposable
{
    // The guard's standard input closes when the process that holds the other end dies. A line on it says that there is nothing to end.
    private const string Script = """
        read word && exit 0
        if [ "$2" != 0 ]; then kill -KILL "$2" $(cat "/proc/$2/task/$2/children" 2>/dev/null) 2>/dev/null; fi
        [ -z "$1" ] || rm -rf "$1" 2>/dev/null || { sleep 1; rm -rf "$1"; }    # one that was killed may still be writing
        """;

    private readonly Process _process;

    /// <param name="folder">Removed at the end; empty: none.</param>
    /// <param name="process">Killed before; 0: nobody.</param>
    public Guard(string folder, int process)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "guard", folder, process.ToString()]) { RedirectStandardInput = true, WorkingDirectory = "/" };
        _process = Process.Start(start)!;
    }

    public void Dispose()
    {
        _process.StandardInput.WriteLine("done");
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
