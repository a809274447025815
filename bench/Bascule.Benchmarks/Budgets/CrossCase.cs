using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Benchmarks.Budgets;

/// <summary>What crossing from a caller's dialect to a provider's allocates beside the network: the request read and written, the answer read and written.</summary>
internal static class CrossCase
{
    /// <summary>A caller's request in the hub's words.</summary>
    public static ChatRequest Asked(Sample caller) => Need(caller.Caller!.ReadRequest(Encoding.UTF8.GetBytes(caller.Request!), new CallAddress("assistant", Stream: false)));

    public static IEnumerable<Case> All(Sample caller, Sample upstream)
    {
        var request = Encoding.UTF8.GetBytes(caller.Request!);
        var answer = Encoding.UTF8.GetBytes(upstream.Answer);
        var into = new ArrayBufferWriter<byte>(16 * 1024);
        var address = new CallAddress("assistant", Stream: false);
        var asked = Asked(caller);
        yield return new($"{caller.Name} to {upstream.Name}: request", () =>
        {
            into.ResetWrittenCount();
            var how = new RequestWriting { Model = "model", From = caller.Dialect.Name };
            if (upstream.Dialect.WriteRequest(Need(caller.Caller!.ReadRequest(request, address)), how, into) is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }
        });
        yield return new($"{caller.Name} to {upstream.Name}: whole answer", () =>
        {
            into.ResetWrittenCount();
            caller.Caller!.WriteAnswer(Need(upstream.Dialect.ReadAnswer(answer)), asked, into);
        });
        yield return StreamCase.Crossed(caller, upstream);
    }

    private static T Need<T>(Read<T> read)
        where T : class => read.Value ?? throw new InvalidOperationException(read.Failure?.Message);
}
