using Bascule.Engine.Conversation;

namespace Bascule.Engine.Guardrails;

/// <summary>How private are the words? The highest class that key, route or caller names; none of them: internal.</summary>
public static class Screen
{
    /// <summary>The class of a request. Each source can only raise it.</summary>
    public static DataClass Classify(DataClass? key, DataClass? route, DataClass? header)
    {
        if (key is null && route is null && header is null)
        {
            return DataClass.Internal;
        }

        return (DataClass)Math.Max((int)(key ?? 0), Math.Max((int)(route ?? 0), (int)(header ?? 0)));
    }
}
