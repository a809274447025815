using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>One part's text under the rules: how far it is cleared, and what is to be left out of it. A thing found at the very end may go on, so it waits for what follows.</summary>
internal sealed class CheckedText(OutputRules rules, OutputNotes notes, bool json)
{
    private readonly SaidText _text = new(json);
    private readonly List<Finding> _found = [];
    private readonly int[] _told = new int[rules.Rules.Count];    // the character up to which a rule's findings were noted
    private readonly List<(int Start, int End, string With)> _masks = [];    // bounded by the text that is held
    private int _released;

    /// <summary>Characters said so far.</summary>
    public int Said => _text.Said;

    /// <summary>Characters that may go out by now.</summary>
    public int Cleared { get; private set; }

    /// <summary>Bytes that are kept.</summary>
    public int Kept => _text.Length;

    public bool IsWhole
    {
        get => _text.IsWhole;
        set => _text.IsWhole = value;
    }

    public void Add(string piece) => _text.Add(piece);

    /// <summary>Looks at what is kept. The rule that forbids it, or null.</summary>
    public OutputRule? Check()
    {
        var hold = _text.Length - (_text.IsWhole ? 0 : rules.Window);
        var from = Math.Max(0, _text.ByteAt(Cleared) - rules.Window);    // what began further back was seen
        for (var at = 0; at < rules.Rules.Count; at++)
        {
            var rule = rules.Rules[at];
            _found.Clear();
            rule.Finder.Find(_text.Bytes[from..], _found);
            foreach (var found in _found)
            {
                var (first, behind) = (from + found.Start, from + found.Start + found.Length);
                var (start, end) = (_text.Place(first), _text.Place(behind));
                if (end <= Cleared || (found.Start == 0 && start < Cleared && (from > 0 || _text.IsTail)))
                {
                    continue;    // it went out before it was one, or is the rest of something cut in two
                }

                if (!_text.IsWhole && behind == _text.Length && found.Length < rules.Window)
                {
                    hold = Math.Min(hold, first);
                    continue;
                }

                if (end > _told[at])
                {
                    _told[at] = end;
                    notes.Add(rule.Name, rule.Action, found.Kind);
                }

                if (rule.Action == GuardrailAction.Block)
                {
                    return rule;
                }

                if (rule.Action == GuardrailAction.Mask)
                {
                    Leave(first, behind, $"[{found.Kind.ToUpperInvariant()}]");
                }
            }
        }

        Cleared = Math.Max(Cleared, _text.IsWhole ? _text.Said : _text.Place(Math.Max(hold, 0)));
        return null;
    }

    /// <summary>What a piece becomes that goes out now.</summary>
    /// <param name="start">The character at which it was said.</param>
    public string Release(int start, string piece)
    {
        var end = start + piece.Length;
        var said = _masks.Count == 0 ? piece : Masked(start, piece);
        _released = end;
        _masks.RemoveAll(mask => mask.End <= end);
        _text.Cut(_text.ByteAt(end) - rules.Window);    // so much stays, to see what began before it
        return said;
    }

    /// <summary>What was not released was not said.</summary>
    public void Forget()
    {
        _text.Unsay(_released);
        _masks.Clear();
        Cleared = _released;
    }

    /// <summary>Leaves bytes out so that JSON stays JSON: its signs stay, and a bare number becomes a string as a whole.</summary>
    private void Leave(int first, int behind, string with)
    {
        for (var at = first; at < behind;)
        {
            var (from, end) = (at, at + 1);
            if (_text.StandingAt(at) == Standing.Quoted)
            {
                while (end < behind && _text.StandingAt(end) == Standing.Quoted)
                {
                    end++;
                }

                LeaveRun(from, end, with);
            }
            else if (IsBareWord(at))
            {
                while (from > 0 && IsBareWord(from - 1))
                {
                    from--;
                }

                while (end < _text.Length && IsBareWord(end))
                {
                    end++;
                }

                LeaveRun(from, end, $"\"{with}\"");
            }

            at = end;
        }
    }

    private bool IsBareWord(int at) => _text.StandingAt(at) == Standing.Bare && ((char)_text.Bytes[at] is '+' or '-' or '.' || char.IsAsciiLetterOrDigit((char)_text.Bytes[at]));

    private void LeaveRun(int from, int behind, string with)
    {
        var (start, end) = (Math.Max(_text.Place(from), _released), _text.Place(behind));
        if (start >= end)
        {
            return;
        }

        var last = _masks.FindIndex(mask => mask.Start < end && start < mask.End);
        if (last < 0)
        {
            _masks.Add((start, end, with));
        }
        else
        {
            _masks[last] = (Math.Min(start, _masks[last].Start), Math.Max(end, _masks[last].End), _masks[last].With);
        }
    }

    private string Masked(int start, string piece)
    {
        var said = new System.Text.StringBuilder(piece.Length + 16);
        var at = start;
        foreach (var mask in _masks.OrderBy(mask => mask.Start))
        {
            var from = Math.Max(mask.Start, at);
            if (mask.End <= at || mask.Start >= start + piece.Length)
            {
                continue;
            }

            said.Append(piece, at - start, from - at);
            if (mask.Start >= start)
            {
                said.Append(mask.With);    // once, where it begins
            }

            at = Math.Min(mask.End, start + piece.Length);
        }

        return said.Append(piece, at - start, start + piece.Length - at).ToString();
    }
}
