using System.IO.Pipelines;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Reasoning;
using Bascule.Engine.Tests.Routing.Strategies;
using Microsoft.Extensions.Time.Testing;
using AnswerWriter = Bascule.Engine.Dialects.AnswerWriter;

namespace Bascule.Engine.Tests.Resilience;

/// <summary>A call that waits for a place at deployments that take one request at a time, and that nobody listens for.</summary>
public sealed class WaitingLaneTests
{
    private static readonly DeploymentLimits One = new() { Concurrency = 1 };

    private readonly FakeTimeProvider _time = new();
    private readonly CallReport _report = new();
    private readonly Target _a;
    private readonly Target _b;

    public WaitingLaneTests() => (_a, _b) = (Targets.Of("a", limits: One, time: _time), Targets.Of("b", limits: One, time: _time));

    [Fact]
    public async Task Wait_TheDrainIsOver_IsToldSo()
    {
        using var draining = new CancellationTokenSource();
        Assert.True(_a.State.Gate.TryEnter(0, out _));
        var asked = AskAsync([_a], draining.Token, CancellationToken.None);
        Assert.Equal(1, _a.State.Gate.Waiting);
        await draining.CancelAsync();
        await asked;

        Assert.Equal((FailureKind.Draining, "draining", false), (_report.Failure?.Kind, _report.Failure?.Code, _report.Spent));
        Assert.Empty(_report.Attempts);
    }

    [Fact]
    public async Task Wait_TheCallerLeaves_AsksNobodyWhoHasRoomMeanwhile()
    {
        using var leaves = new CancellationTokenSource();
        Assert.True(_a.State.Gate.TryEnter(0, out _));
        Assert.True(_b.State.Gate.TryEnter(0, out var pass));
        var asked = AskAsync([_a, _b], CancellationToken.None, leaves.Token);
        Assert.Equal(1, _a.State.Gate.Waiting);
        _b.State.Gate.Leave(pass, default);
        await leaves.CancelAsync();
        await asked;

        Assert.Equal(FailureKind.Cancelled, _report.Failure?.Kind);
        Assert.Empty(_report.Attempts);
        Assert.Equal(0, _b.State.Gate.Inside);
    }

    [Fact]
    public async Task Retry_ItsPlaceIsTakenAndNobodyElseIsLeft_WaitsInTheLine()
    {
        var gate = _a.State.Gate;
        Assert.True(gate.TryEnter(0, out var before));
        var asked = AskAsync([_a], CancellationToken.None, CancellationToken.None);
        var other = gate.EnterAsync(0, 1, TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();
        Assert.Equal(2, gate.Waiting);
        gate.Leave(before, default);
        var pass = await other;    // it has the place that the first try gave back
        gate.Leave(pass!.Value, default);
        await asked;

        Assert.Equal([AttemptKind.First, AttemptKind.Retry], _report.Attempts.Select(attempt => attempt.Kind));
        Assert.All(_report.Attempts, attempt => Assert.Equal(FailureKind.Unreachable, attempt.Failure?.Kind));
        Assert.Equal(0, gate.Inside);
    }

    /// <summary>Nothing listens where these deployments are.</summary>
    private async Task AskAsync(IReadOnlyList<Target> plan, CancellationToken draining, CancellationToken cancel)
    {
        var body = RequestBody.Of("""{"model":"m","messages":[{"role":"user","content":"hi"}]}"""u8);
        var call = new Call
        {
            Dialect = OpenAiChatDialect.Instance,
            Body = body,
            Profile = RequestScan.Read(body.Bytes.Span, OpenAiChatDialect.Instance.Shape).Value!,
            FallbackOn = ["error"],
            MaxQueueWait = TimeSpan.FromMinutes(1),
            Chance = static () => 0,
            Caller = new AnswerWriter(PipeWriter.Create(Stream.Null), static _ => { }, static () => { }, _time),
            Head = static (_, type, _) => new AnswerHead(200, type),
            Seal = static _ => ValueTask.CompletedTask,
            RequestId = "r",
            Draining = draining,
            Reasoning = (new KeptReasoning(_time), ""),
            Time = _time,
        };
        await AttemptLoop.RunAsync(call, _report, plan, cancel);
    }
}
