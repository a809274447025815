using Bascule.Engine.Conversation;

namespace Bascule.Engine.Guardrails;

/// <summary>How private are the words? The highest class that key, route or caller names; none of them: internal.</summary>
public static class Screen
{
    /// <summary>The class of a request. Each source can only raise it; what the caller says raises what the operator says, or else internal.</summary>
    public static DataClass Classify(DataClass? key, DataClass? route, DataClass? header)
    {
        var operators = key is null && route is null ? DataClass.Internal : (DataClass)Math.Max((int)(key ?? 0), (int)(route ?? 0));
        return header > operators ? header.Value : operators;
    }
}
