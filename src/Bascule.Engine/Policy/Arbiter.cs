using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy;

/// <summary>May this request be asked at all? Fails closed, with the reason.</summary>
public static class Arbiter
{
    /// <summary>Refuses a class above what the key may send.</summary>
    public static Failure? Judge(DataClass dataClass, DataClass? most) => dataClass <= (most ?? DataClass.Regulated)
        ? null
        : new Failure(Blame.Policy, FailureKind.Forbidden, "data_class_refused", $"The request is {dataClass.ToWord()}; this key may send at most {most!.Value.ToWord()}.");
}
