namespace Bascule.Journeys.Corpus;

/// <summary>One event of a stream: its name, its data, and where it stands in the text.</summary>
internal sealed record EventText(string Name, string Data, int Start, int End)
{
    public bool IsDone => Data.Trim() == "[DONE]";

    /// <summary>Splits a stream as the HTML standard says; an event without its blank line at the end counts too.</summary>
    public static List<EventText> Split(string text)
    {
        var events = new List<EventText>();
        var (name, data, start, at) = ("", new List<string>(), 0, 0);
        while (at < text.Length)
        {
            var end = text.AsSpan(at).IndexOfAny('\r', '\n') is >= 0 and var found ? at + found : text.Length;
            var line = text[at..end];
            at = end < text.Length && text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : Math.Min(end + 1, text.Length);
            if (line.Length == 0 || at == text.Length)
            {
                Take(line);
                if (data.Count > 0)
                {
                    events.Add(new EventText(name, string.Join('\n', data), start, at));
                }

                (name, data, start) = ("", [], at);
            }
            else
            {
                Take(line);
            }
        }

        return events;

        void Take(string line)
        {
            var (field, value) = line.Split(':', 2) is [var left, var right] ? (left, right.StartsWith(' ') ? right[1..] : right) : (line, "");
            if (field == "event")
            {
                name = value;
            }
            else if (field == "data")
            {
                data.Add(value);
            }
        }
    }
}
