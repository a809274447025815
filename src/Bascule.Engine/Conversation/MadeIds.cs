using System.Globalization;
using System.Text;

namespace Bascule.Engine.Conversation;

/// <summary>
/// Ids of tool calls where a dialect gives none. They follow from the call's place in the conversation alone, so that every replica makes the same one and a prompt is
/// byte for byte the same next turn. A reader leaves the id empty: whoever reads a caller's request calls <see cref="Fill(IReadOnlyList{Turn})"/>, an upstream's answer gets its ids from the journey.
/// </summary>
public static class MadeIds
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>What Mistral takes and nothing else: nine letters and digits.</summary>
    private const int ShortLength = 9;

    /// <summary>The id of a call.</summary>
    /// <param name="turn">The place of its turn in the request's turns, from 0; of an answer: how many turns the request has.</param>
    /// <param name="position">Its place among the calls of that turn, from 0.</param>
    /// <param name="name">The tool's name.</param>
    public static string Of(int turn, int position, string name) =>
        "call_" + Hash(string.Create(CultureInfo.InvariantCulture, $"{turn}.{position}.{name}")).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The id as nine letters and digits. One that has that form stays; another is mended by its own characters only, so a call and its result stay alike in every turn.</summary>
    public static string Short(string id)
    {
        if (id.Length == ShortLength && id.All(char.IsAsciiLetterOrDigit))
        {
            return id;
        }

        var hash = Hash(id);
        return string.Create(ShortLength, hash, static (into, rest) =>
        {
            foreach (ref var one in into)
            {
                one = Letters[(int)(rest % (ulong)Letters.Length)];
                rest /= (ulong)Letters.Length;
            }
        });
    }

    /// <summary>Gives calls without an id one, and results without one the id of the call they answer: the first open one of that name, or where no name is told the first open one.</summary>
    public static IReadOnlyList<Turn> Fill(IReadOnlyList<Turn> turns)
    {
        if (!turns.Any(turn => turn.Parts.Any(Lacks)))
        {
            return turns;
        }

        var filled = new Turn[turns.Count];
        var open = new List<ToolCallPart>();
        for (var turn = 0; turn < filled.Length; turn++)
        {
            filled[turn] = FillTurn(turns[turn], turn, open);
        }

        return filled;
    }

    /// <summary>Gives the calls of an answer without an id one.</summary>
    /// <param name="parts">One choice of the answer.</param>
    /// <param name="turn">How many turns the request has.</param>
    public static IReadOnlyList<Part> Fill(IReadOnlyList<Part> parts, int turn) => parts.Any(Lacks) ? FillTurn(new Turn(Role.Assistant, parts), turn, []).Parts : parts;

    private static bool Lacks(Part part) => part is ToolCallPart { Id.Length: 0 } or ToolResultPart { CallId.Length: 0 };

    private static Turn FillTurn(Turn turn, int at, List<ToolCallPart> open)
    {
        var parts = new Part[turn.Parts.Count];
        var (calls, results) = (0, 0);
        if (turn.Role == Role.Assistant)
        {
            open.Clear();    // what was not answered before the model spoke again is answered no more
        }

        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = turn.Parts[i];
            if (parts[i] is ToolCallPart call)
            {
                call = call.Id.Length > 0 ? call : call with { Id = Of(at, calls, call.Name) };
                calls++;
                open.Add(call);
                parts[i] = call;
            }
            else if (parts[i] is ToolResultPart result)
            {
                parts[i] = Answer(result, at, results++, open);
            }
        }

        return turn with { Parts = parts };
    }

    private static ToolResultPart Answer(ToolResultPart result, int turn, int position, List<ToolCallPart> open)
    {
        var at = result.CallId.Length > 0
            ? open.FindIndex(call => call.Id == result.CallId)
            : open.FindIndex(call => result.Name is null || call.Name == result.Name);
        if (at >= 0)
        {
            result = result with { CallId = open[at].Id, Name = result.Name ?? open[at].Name };
            open.RemoveAt(at);
        }

        return result.CallId.Length > 0 ? result : result with { CallId = Of(turn, position, result.Name ?? "") };
    }

    /// <summary>FNV-1a and a last mixing, so that neighbours differ in every character.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037ul;
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ one) * 1099511628211ul;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdul;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ul;
        return hash ^ (hash >> 33);
    }
}
