using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience.Paying;

/// <summary>The most input tokens that a call may be billed for at a deployment.</summary>
internal static class InputBound
{
    /// <summary>What vendors take for an image at most, in round figures, each time that the body names one.</summary>
    private const long TokensOfImage = 2_500;

    /// <summary>One image, whatever its part is called.</summary>
    private const long LeastOfMedia = 5_000;

    /// <summary>A conversation that stands with its provider may be as long as its window; where that is not known, this is taken for it.</summary>
    private const long PlainWindow = 128_000;

    public static long Of(Call call, AttemptReport made)
    {
        var (profile, target) = (call.Profile, made.Target);
        var window = target.Deployment.Model is { } model ? model.MaxInput?.Value ?? model.ContextWindow?.Value : null;
        if (profile.HasTurnsElse)
        {
            return window ?? PlainWindow;
        }

        var bound = call.Tokens.UpperBound(target.Tokenizer, profile) + Media(call) + (2 * (made.CarriesOn?.BeginningTokens ?? 0));
        return Math.Min(bound, window ?? long.MaxValue);
    }

    /// <summary>Of files and sounds no rule is known: a token for each byte is more than a page or a second of them has; what is only named has a whole window.</summary>
    private static long Media(Call call)
    {
        var features = call.Profile.Features;
        var body = call.Body.Bytes.Span;
        if ((features & (RequestFeatures.Images | RequestFeatures.Audio | RequestFeatures.Files)) == 0)
        {
            return 0;
        }

        var images = (features & RequestFeatures.Images) != 0 ? Math.Max(LeastOfMedia, TokensOfImage * (body.Count("\"image"u8) + Listed(body))) : 0;
        if ((features & (RequestFeatures.Audio | RequestFeatures.Files)) == 0)
        {
            return images;
        }

        var named = body.IndexOf("file_id"u8) >= 0 || body.IndexOf("file_uri"u8) >= 0 || body.IndexOf("fileUri"u8) >= 0 || body.IndexOf("file_url"u8) >= 0;
        return images + Math.Max(body.Length - call.Profile.TextBytes, named ? PlainWindow : LeastOfMedia);
    }

    /// <summary>Images of lists beyond the first, which the list's own name stands for.</summary>
    internal static long Listed(ReadOnlySpan<byte> body)
    {
        long more = 0;
        while (body.IndexOf("\"images\""u8) is >= 0 and var at)
        {
            body = body[(at + 8)..];
            var list = body.TrimStart(" \t\r\n"u8);
            list = list.StartsWith(":"u8) ? list[1..].TrimStart(" \t\r\n"u8) : default;
            if (list.StartsWith("["u8))
            {
                more += Math.Max(0, ItemsOf(list, out body) - 1);
            }
        }

        return more;
    }

    /// <summary>Strings and objects that stand in a list itself.</summary>
    private static long ItemsOf(ReadOnlySpan<byte> list, out ReadOnlySpan<byte> rest)
    {
        var (items, depth) = (0L, 0);
        while (list.IndexOfAny("\"[]{}"u8) is >= 0 and var at)
        {
            var sign = list[at];
            list = list[(at + 1)..];
            if (sign is (byte)']' or (byte)'}')
            {
                if (--depth == 0)
                {
                    break;
                }

                continue;
            }

            items += depth == 1 ? 1 : 0;
            if (sign != '"')
            {
                depth++;
                continue;
            }

            while (list.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var end)
            {
                var escaped = list[end] == '\\';
                list = list[Math.Min(list.Length, end + (escaped ? 2 : 1))..];
                if (!escaped)
                {
                    break;
                }
            }
        }

        rest = list;
        return items;
    }
}
