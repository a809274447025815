using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Reasoning;

/// <summary>Says whose a signature is where the wire does not: the provider's that answered.</summary>
internal static class Signed
{
    public static Answer By(string? vendor, Answer answer) => vendor is null || !answer.Choices.Any(choice => choice.Parts.Any(IsNobodys))
        ? answer
        : answer with { Choices = ValueList.From(answer.Choices.Select(choice => choice with { Parts = ValueList.From(choice.Parts.Select(part => By(vendor, part))) })) };

    public static AnswerEvent By(string? vendor, AnswerEvent said) => said switch
    {
        PartSigned { Vendor: null } signed when vendor is not null => signed with { Vendor = vendor },
        PartBegan { Seed: ReasoningPart { Vendor: null } seed } began when vendor is not null => began with { Seed = seed with { Vendor = vendor } },    // its proof comes later
        _ => said,
    };

    private static bool IsNobodys(Part part) => part is ReasoningPart { Vendor: null } reasoning && (reasoning.Signature ?? reasoning.Redacted) is not null;

    private static Part By(string vendor, Part part) => IsNobodys(part) ? (ReasoningPart)part with { Vendor = vendor } : part;
}
