using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary>Holds a fact against the words of a condition: letter for letter, or by a pattern with <c>*</c>, which does not mind case.</summary>
internal static class Words
{
    public static bool Hold(ValueList<string> words, string? fact)
    {
        if (fact is null)
        {
            return false;
        }

        foreach (var word in words.Span)
        {
            if (word.Contains('*') ? Glob.Matches(word, fact) : word == fact)
            {
                return true;
            }
        }

        return false;
    }
}
