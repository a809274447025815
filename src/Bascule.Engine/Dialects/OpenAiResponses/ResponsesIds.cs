namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>The ids we make: the same request gives the same ones, so that a prompt cache keeps hitting and a replica makes no other.</summary>
internal static class ResponsesIds
{
    private const string Prefix = "resp_";

    /// <summary>An answer's id: clients tell ids by their prefix.</summary>
    public static string Response(string requestId) => Prefix + requestId.Replace("-", "", StringComparison.Ordinal);

    /// <summary>An item's id from its answer's and its place in the output.</summary>
    /// <param name="kind"><c>msg</c>, <c>fc</c>, <c>ctc</c>, <c>rs</c>, <c>ig</c>.</param>
    public static string Item(string kind, string answer, int place) => $"{kind}_{TailOf(answer)}_{place}";

    /// <summary>The id of an item in a request, from its turn and place.</summary>
    public static string Asked(string kind, int turn, int place) => $"{kind}_{turn}_{place}";

    private static string TailOf(string answer) => answer.StartsWith(Prefix, StringComparison.Ordinal) ? answer[Prefix.Length..] : answer;
}
