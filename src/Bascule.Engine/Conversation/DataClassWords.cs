namespace Bascule.Engine.Conversation;

/// <summary>The words for data classes in configs, answers and messages.</summary>
public static class DataClassWords
{
    /// <summary>All of them, the mildest first.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<DataClass>().Select(ToWord)];

    public static string ToWord(this DataClass dataClass) => dataClass switch
    {
        DataClass.Public => "public",
        DataClass.Internal => "internal",
        DataClass.Confidential => "confidential",
        _ => "regulated",
    };

    /// <summary>Null: it is none of the words.</summary>
    public static DataClass? Parse(string? word) => word switch
    {
        "public" => DataClass.Public,
        "internal" => DataClass.Internal,
        "confidential" => DataClass.Confidential,
        "regulated" => DataClass.Regulated,
        _ => null,
    };
}
