using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Reasoning;

namespace Bascule.Engine.Resilience;

/// <summary>What every answer that was read into the hub needs before the caller's dialect writes it.</summary>
internal static class CrossedAnswer
{
    /// <summary>Says whose its signatures are, makes the ids, the name and the time that its wire did not tell, and keeps its signed reasoning.</summary>
    public static Answer Complete(Call call, AttemptReport made, IDialect wire, ChatRequest asked, Answer told)
    {
        var answer = new FreeTextAnswers(asked).Restore(Signed.By(made.Target.Provider.SignaturesOf(wire), told));
        answer = answer with
        {
            Id = Id(call, made, wire, answer.Id),
            Model = call.AnswerModel?.Invoke(made.Target) ?? AnswerNames.Model(answer.Model, made.Target),
            Created = answer.Created ?? call.Time.GetUtcNow().ToUnixTimeSeconds(),
            Choices = [.. answer.Choices.Select(choice => choice with { Parts = MadeIds.Fill(choice.Parts, asked.Turns.Count) })],
        };
        if (answer.Choices.Count > 0)
        {
            call.KeepReasoning(answer.Choices[0].Parts);
        }

        return answer;
    }

    /// <summary>The answer's id for the caller. Where his own dialect was only read to guard what it says it is the upstream's, which he may go on from.</summary>
    public static string Id(Call call, AttemptReport made, IDialect wire, string told)
    {
        if (call.Guard is null || wire.Name != call.Dialect.Name || made.CarriesOn is not null || told.Length == 0)
        {
            return call.Dialect.AnswerId(AnswerNames.Id(told), call.RequestId);
        }

        call.Minted?.Invoke(made, told);
        return told;
    }

    /// <summary>The data of the last of these events, which holds the whole answer where anybody keeps turns.</summary>
    public static ReadOnlyMemory<byte> LastEvent(ReadOnlyMemory<byte> events)
    {
        var mark = "\ndata: "u8;
        var at = events.Span.LastIndexOf(mark);
        return at < 0 ? default : events[(at + mark.Length)..];
    }
}
