using System.Diagnostics;
using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>A started process and its children, as <c>/proc</c> sees them.</summary>
internal sealed class Proc : IDisposable
{
    private static double _spent;

    private readonly Process _process;

    private Proc(Process process) => _process = process;

    /// <summary>CPU microseconds used so far, user and system, of the process and its children.</summary>
    public double CpuMicroseconds => Tree().Sum(CpuMicrosecondsOf);

    /// <summary>The same of any one process; nothing: it is gone.</summary>
    public static double CpuMicrosecondsOf(int id) => CpuClock.MicrosecondsOf(id);

    /// <summary>CPU microseconds of all that were started here and have ended.</summary>
    public static double SpentMicroseconds => Volatile.Read(ref _spent);

    public bool HasExited => _process.HasExited;

    /// <summary>Resident megabytes of the process and its children.</summary>
    public double ResidentMegabytes => Tree().Sum(id => File.ReadLines($"/proc/{id}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))) / 1024;

    /// <summary>Open file descriptors: files, sockets, timers.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    public int Threads => Directory.GetDirectories($"/proc/{_process.Id}/task").Length;

    public static Proc Start(string file, params string[] args)
    {
        var start = new ProcessStartInfo(file, args) { RedirectStandardInput = true };
        return new Proc(Process.Start(start) ?? throw new InvalidOperationException($"{file} does not start."));
    }

    /// <summary>This executable in another of its modes.</summary>
    public static Proc StartSelf(params string[] args) => Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Bascule.Benchmarks.dll"), .. args]);

    public void Dispose()
    {
        Volatile.Write(ref _spent, _spent + CpuMicroseconds);
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private IEnumerable<int> Tree()
    {
        yield return _process.Id;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat && Number(stat, 1) == _process.Id)
            {
                yield return id;
            }
        }
    }

    /// <summary>The fields behind the command's name, which may hold blanks itself; null: gone.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Number(string[] stat, int field) => double.Parse(stat[field], CultureInfo.InvariantCulture);
}
