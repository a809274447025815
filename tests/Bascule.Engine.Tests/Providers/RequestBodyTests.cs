using System.Buffers;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Tests.Providers;

public sealed class RequestBodyTests
{
    [Fact]
    public void Send_AfterEverybodyLetGo_IsRefused()
    {
        var body = new RequestBody(ArrayPool<byte>.Shared.Rent(16), 16);
        body.BeginSending();
        body.Dispose();
        body.Dispose();
        body.BeginSending();    // a sender still holds it
        body.EndSending();
        body.EndSending();
        Assert.Throws<ObjectDisposedException>(body.BeginSending);
    }
}
