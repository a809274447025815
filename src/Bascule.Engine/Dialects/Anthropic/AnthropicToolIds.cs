using System.Buffers;
using System.Text;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>
/// Gives each tool call of a conversation an id that this wire takes, and finds it again for the result. An id that fits stays; another is mended by its own bytes only,
/// so that the same conversation gives the same prompt next turn (else the provider's cache is lost). Ids used twice get a number.
/// </summary>
internal sealed class AnthropicToolIds
{
    private const int MaxLength = 64;
    private const int HashLength = 8;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private readonly HashSet<string> _used = [];
    private readonly List<(string Given, string Wire)> _open = [];

    public bool HasOpen => _open.Count > 0;

    /// <summary>An id or name as <c>^[a-zA-Z0-9_-]{1,64}$</c> demands.</summary>
    public static string Fit(string given)
    {
        if (given.Length is > 0 and <= MaxLength && !given.AsSpan().ContainsAnyExcept(Allowed))
        {
            return given;
        }

        var hash = 2166136261u;
        foreach (var one in Encoding.UTF8.GetBytes(given))
        {
            hash = (hash ^ one) * 16777619u;
        }

        var kept = given.Length > MaxLength - HashLength - 1 ? given[..(MaxLength - HashLength - 1)] : given;
        return string.Concat(kept.Select(one => Allowed.Contains(one) ? one : '_')) + '_' + hash.ToString("x8");
    }

    public string Open(string given)
    {
        var wire = Fit(given);
        for (var number = 2; !_used.Add(wire); number++)
        {
            wire = Fit($"{given}_{number}");
        }

        _open.Add((given, wire));
        return wire;
    }

    /// <summary>The id of the first open call with that name, which is then answered; null for none.</summary>
    public string? Answer(string given)
    {
        var at = _open.FindIndex(call => call.Given == given);
        if (at < 0)
        {
            return null;
        }

        var wire = _open[at].Wire;
        _open.RemoveAt(at);
        return wire;
    }

    /// <summary>The calls nobody answered, which are then closed.</summary>
    public string[] Close()
    {
        var left = _open.Select(call => call.Wire).ToArray();
        _open.Clear();
        return left;
    }
}
