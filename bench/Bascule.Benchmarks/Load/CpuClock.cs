using System.Runtime.InteropServices;

namespace Bascule.Benchmarks.Load;

/// <summary>User and system time of another process in nanoseconds, from Linux's clock for it: <c>/proc/PID/stat</c> shows the same in steps of 10 ms, too coarse for a short round.</summary>
internal static class CpuClock
{
    /// <summary>The kernel's number for the scheduler's clock of a process (<c>CPUCLOCK_SCHED</c>).</summary>
    private const int Scheduled = 2;

    /// <summary>Microseconds used so far; nothing: it is gone.</summary>
    public static double MicrosecondsOf(int process) => Read((~process << 3) | Scheduled, out var time) == 0 ? time.Seconds * 1e6 + time.Nanoseconds / 1e3 : 0;

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int Read(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
