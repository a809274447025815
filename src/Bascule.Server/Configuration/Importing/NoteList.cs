using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Collects what is not carried over.</summary>
internal sealed class NoteList(string file)
{
    // Past this nobody reads on; the last note says so.
    private const int Bound = 2_000;

    private readonly List<ImportNote> _notes = [];

    public IReadOnlyList<ImportNote> InOrder => [.. _notes.OrderBy(note => note.Line)];

    public void Add(int line, string path, string message)
    {
        var note = new ImportNote(file, line, Plain(path), Plain(message));
        if (_notes.Count < Bound && !_notes.Contains(note))
        {
            _notes.Add(_notes.Count < Bound - 1 ? note : note with { Path = "...", Message = "there is more from here on" });
        }
    }

    public void Add(ConfigMember member, string above, string message) => Add(member.Line, above.Length == 0 ? member.Name : $"{above}.{member.Name}", message);

    /// <summary>One line without what would end a comment or steer a terminal.</summary>
    public static string Plain(string text)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? '?' : letter));
        return line.Length <= 400 ? line : line[..400] + "...";
    }
}
