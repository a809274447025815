using System.Text;
using Bascule.Engine.Guardrails.Reading;

namespace Bascule.Engine.Guardrails.Remote;

/// <summary>The texts that a remote guardrail is sent: all of a request's, short neighbours joined by line ends.</summary>
public sealed class RemoteTexts
{
    /// <summary>What one call may hold. More would not be judged within the time a caller waits, and is not sent in part: what is not seen is not judged.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Services take lists of a few hundred texts.</summary>
    public const int MaxTexts = 256;

    /// <summary>A name or a word of a schema says little alone.</summary>
    private const int Short = 256;

    private readonly List<string> _texts = [];
    private readonly StringBuilder _joined = new();
    private int _bytes;

    /// <summary>In the body's order.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Bytes of UTF-8 in all of them.</summary>
    public int Bytes => _bytes;

    /// <summary>There is more than one call may hold.</summary>
    public bool TooMuch { get; private set; }

    /// <summary>Every text of a body.</summary>
    /// <param name="boundary">What sets the parts of a form off; null: the body is JSON.</param>
    public static RemoteTexts Of(ReadOnlySpan<byte> body, string? boundary, string query)
    {
        var texts = new RemoteTexts();
        if (boundary is null)
        {
            var walk = new BodyTexts(body);
            try
            {
                while (!texts.TooMuch && walk.Next())
                {
                    texts.Add(walk.Text);
                }
            }
            finally
            {
                walk.Dispose();
            }
        }
        else
        {
            var walk = new FormTexts(body, boundary);
            while (!texts.TooMuch && walk.Next())
            {
                texts.Add(walk.Text);
            }
        }

        if (query.Length > 1)
        {
            texts.Add(Encoding.UTF8.GetBytes(query));
        }

        texts.EndJoined();
        return texts;
    }

    /// <summary>One text, such as an answer's.</summary>
    public static RemoteTexts Of(string text)
    {
        var texts = new RemoteTexts();
        texts.Add(Encoding.UTF8.GetBytes(text));
        texts.EndJoined();
        return texts;
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        _bytes += text.Length;
        if (_bytes > MaxBytes)
        {
            TooMuch = true;
        }
        else if (text.Length < Short)
        {
            _joined.Append(_joined.Length > 0 ? "\n" : "").Append(Encoding.UTF8.GetString(text));
            if (_joined.Length > 8 * Short)
            {
                EndJoined();
            }
        }
        else
        {
            EndJoined();
            Take(Encoding.UTF8.GetString(text));
        }
    }

    private void EndJoined()
    {
        if (_joined.Length > 0)
        {
            Take(_joined.ToString());
            _joined.Clear();
        }
    }

    private void Take(string text)
    {
        TooMuch |= _texts.Count == MaxTexts;
        if (!TooMuch)
        {
            _texts.Add(text);
        }
    }
}
