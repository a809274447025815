using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Resilience.Schema;

/// <summary>Asks for an answer that is valid against the caller's schema, once more with what was wrong, and delivers it whole or as the stream that was asked for.</summary>
/// <param name="wire">The provider's wire format.</param>
/// <param name="asked">What the caller asked.</param>
/// <param name="ask">Asks the deployment for a whole answer.</param>
internal sealed class SchemaRelay(Call call, CallReport report, AttemptReport made, AttemptClock clock, IDialect wire, ChatRequest asked, Func<ChatRequest, Task<Read<Answer>>> ask)
{
    public async Task<Failure?> RunAsync(SchemaEmulation emulation)
    {
        var first = await AskAsync(emulation.Request);
        if (first.Value is not { } answer)
        {
            return first.Failure;
        }

        var taken = emulation.Take(answer, out var problem);
        if (problem is not null && answer.Choices.Count == 1)
        {
            var second = await AskAsync(emulation.Repair(answer, problem));
            if (second.Value is null)
            {
                return second.Failure;
            }

            taken = emulation.Take(second.Value, out problem);
        }

        return problem is null
            ? await DeliverAsync(taken with { Usage = made.UsageEstimated ? taken.Usage : made.Usage })
            : new Failure(Blame.Provider, FailureKind.Broken, "schema_not_met", $"The model's answer is not valid against the JSON schema: {problem}") { IsLasting = true };
    }

    /// <summary>What each of the answers used is billed, valid or not.</summary>
    private async Task<Read<Answer>> AskAsync(ChatRequest request)
    {
        var before = made.Usage;
        var read = await ask(request);
        if (read.Value is not { } answer)
        {
            return read;
        }

        made.FirstTokenMs ??= clock.ElapsedMs;
        made.Model = answer.Model;
        (made.AnswerId, made.Fingerprint) = (answer.Id.Length > 0 ? answer.Id : null, answer.Fingerprint);
        made.Produced = true;
        var bytes = answer.Choices.SelectMany(choice => choice.Parts).Sum(part => part is TextPart text ? text.Text.Length : part is ToolCallPart tool ? tool.Arguments.Length : 0);
        var wasEstimated = made.UsageEstimated;
        Estimates.Apply(made, answer.Usage ?? default, bytes, call.Profile, whole: true);
        made.Usage = Usage.Sum(before, made.Usage);
        made.UsageEstimated |= wasEstimated;
        return read;
    }

    private async Task<Failure?> DeliverAsync(Answer told)
    {
        var answer = CrossedAnswer.Complete(call, made, wire, asked, told);
        if (call.Guard is { } guard)
        {
            using var waiting = report.Wait(call.Time);
            var taken = await guard.TakeAsync(answer, clock.Token);
            if (taken.Value is null)
            {
                return taken.Failure;
            }

            answer = taken.Value;
        }

        var written = new ArrayBufferWriter<byte>(1024);
        if (!call.Profile.Stream)
        {
            call.Dialect.WriteAnswer(answer, asked, written);
            return await Ending.DeliverAsync(call, report, made, clock, written.WrittenMemory, "application/json", written.WrittenMemory);
        }

        var stream = call.Dialect.NewStreamWriter(asked);
        foreach (var said in AnswerTelling.Tell(answer))
        {
            stream.Write(said, written);
        }

        return await Ending.DeliverAsync(
            call, report, made, clock, written.WrittenMemory, call.Dialect.StreamType, CrossedAnswer.LastEvent(written.WrittenMemory), isStream: true);
    }
}
