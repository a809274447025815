using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>Where in the conversation a request's member stands, wherever it stands in the bytes. A provider's template puts instructions and tools before the turns.</summary>
internal enum SpokenOrder
{
    Before,
    Turns,

    /// <summary>What is no part of what the model reads first: the user's id, labels, stop words. It may change from turn to turn.</summary>
    Beside,
}

/// <summary>The members by name, over all dialects.</summary>
internal static class SpokenOrders
{
    public static SpokenOrder Of(ReadOnlySpan<byte> body, JsonMember member)
    {
        var name = body[(member.NameStart + 1)..(member.NameEnd - 1)];
        return name.SequenceEqual("messages"u8) || name.SequenceEqual("input"u8) || name.SequenceEqual("contents"u8) || name.SequenceEqual("prompt"u8) ? SpokenOrder.Turns
            : name.SequenceEqual("system"u8) || name.SequenceEqual("instructions"u8) || name.SequenceEqual("systemInstruction"u8) || name.SequenceEqual("system_instruction"u8)
                || name.SequenceEqual("tools"u8) || name.SequenceEqual("functions"u8) ? SpokenOrder.Before
            : SpokenOrder.Beside;
    }
}
