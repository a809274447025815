using System.Globalization;

namespace Bascule.Server.Hosting;

/// <summary>Says what is waited for and for how long at most, once it has taken longer than a moment. Ends with <see cref="Dispose"/>.</summary>
public sealed class LongWait : IDisposable
{
    /// <summary>What takes no longer need not be told.</summary>
    internal static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ITimer? _timer;

    private LongWait(ITimer? timer) => _timer = timer;

    /// <param name="tell">Is told a line; null: nobody is.</param>
    /// <param name="what">As the config calls it, without its password.</param>
    /// <param name="most">When it is given up.</param>
    public static LongWait For(Action<string>? tell, TimeProvider time, string what, TimeSpan most) => new(tell is null
        ? null
        : time.CreateTimer(_ => tell(string.Create(CultureInfo.InvariantCulture, $"waiting for {what}, for {most.TotalSeconds:0} s at most")), null, Moment, Timeout.InfiniteTimeSpan));

    public void Dispose() => _timer?.Dispose();
}
