using System.Net;
using System.Net.Sockets;
using Bascule.Server.Configuration.Stored;
using Bascule.Server.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Server.Tests.Hosting;

/// <summary>Whoever starts the gateway is told what it waits for, and only where it waits.</summary>
public sealed class LongWaitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];

    [Fact]
    public void Wait_PastAMoment_IsToldOnce()
    {
        using (LongWait.For(_told.Add, _time, "storage.shared redis://10.0.0.9:6379/0", TimeSpan.FromSeconds(2)))
        {
            Assert.Empty(_told);
            _time.Advance(LongWait.Moment);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["waiting for storage.shared redis://10.0.0.9:6379/0, for 2 s at most"], _told);
    }

    [Fact]
    public void Wait_ThatIsOverBefore_IsNotTold()
    {
        LongWait.For(_told.Add, _time, "it", TimeSpan.FromSeconds(2)).Dispose();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Config_InADatabaseThatIsSilent_IsToldWithoutThePassword()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var configs = new StoredConfigs(_told.Add, _time);
        var reading = Task.Factory.StartNew(() => configs.Read($"postgres://me:secret-word@127.0.0.1:{port}/db"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using (await silent.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            _time.Advance(LongWait.Moment);
        }

        silent.Stop();
        Assert.NotNull((await reading).Trouble);
        Assert.Equal([$"waiting for the config in postgres://127.0.0.1:{port}/db, for 30 s at most"], _told);
    }
}
