using System.Buffers;

namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>Private keys in armour: PEM, OpenSSH and PGP, from the first dash to the last.</summary>
internal struct PrivateKeys
{
    private const int MaxLabel = 64;

    // What a key without an end can be made of; a broken one is no less secret.
    private static readonly SearchValues<byte> Body = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\\ \r\n\t:,-"u8);

    // Where the next end stands, so that a text full of beginnings is searched for ends once.
    private int _end;

    public void Find(Hunt hunt, int at)
    {
        var text = hunt.Text;
        if (Bytes.At(text, at + 5) != 'B' || !Bytes.StartsWith(text, at, "-----BEGIN "u8))
        {
            return;
        }

        var label = text.Slice(at + 11, Math.Min(MaxLabel, text.Length - at - 11));
        var close = label.IndexOf("-----"u8);
        if (close < 0 || label[..close].IndexOf("PRIVATE KEY"u8) < 0)
        {
            return;
        }

        var body = at + 11 + close + 5;
        if (_end < body)
        {
            var next = text[body..].IndexOf("-----END "u8);
            _end = next < 0 ? int.MaxValue : body + next;
        }

        hunt.Add(hunt.Wants(Kinds.PrivateKey) ? Kinds.PrivateKey : Kinds.Secret, at, End(text, body, _end));
    }

    private static int End(ReadOnlySpan<byte> text, int body, int end)
    {
        if (end != int.MaxValue)
        {
            var label = text.Slice(end + 9, Math.Min(MaxLabel, text.Length - end - 9));
            var close = label.IndexOf("-----"u8);
            if (close >= 0 && label[..close].IndexOf("PRIVATE KEY"u8) >= 0)
            {
                return end + 9 + close + 5;
            }
        }

        var stop = text[body..].IndexOfAnyExcept(Body);
        return stop < 0 ? text.Length : body + stop;
    }
}
