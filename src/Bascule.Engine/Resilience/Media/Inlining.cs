using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Providers.Fetching;

namespace Bascule.Engine.Resilience.Media;

/// <summary>Puts fetched media where a request has an address that a deployment is not to be given: in the hub's request, or in the caller's own bytes.</summary>
internal static class Inlining
{
    /// <summary>Across dialects. The request itself where nothing is to be done.</summary>
    /// <param name="takes">The media whose http addresses the deployment may be given.</param>
    /// <param name="mayFetch">It may be given addresses of other kinds, which nobody here can fetch.</param>
    public static async ValueTask<Read<ChatRequest>> InlineAsync(Call call, ChatRequest request, MediaKinds takes, bool mayFetch, CancellationToken cancel)
    {
        List<Part>? wanted = null;
        foreach (var part in Parts(request))
        {
            if (SourceOf(part)?.Url is { } url && !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && (takes & KindOf(part)) == 0)
            {
                if (UrlFetcher.IsFetchable(url, out _))
                {
                    (wanted ??= []).Add(part);
                }
                else if (!mayFetch)
                {
                    return CallMedia.Wrong(PlaceOf(call, url), "is a URL that is not fetched: only http and https without a password are");
                }
            }
        }

        if (wanted is null)
        {
            return request;
        }

        if (await call.Media.FetchAsync(wanted.Select(part => SourceOf(part)!.Url!), url => PlaceOf(call, url), cancel) is { } failure)
        {
            return failure;
        }

        foreach (var part in wanted)
        {
            if (!Fits(call.Media[SourceOf(part)!.Url!], KindOf(part)))
            {
                return CallMedia.Wrong(PlaceOf(call, SourceOf(part)!.Url!), $"is a URL with something else than {NameOf(KindOf(part))}");
            }
        }

        var replaced = new HashSet<object>(wanted, ReferenceEqualityComparer.Instance);
        return request with
        {
            Instructions = Replace(request.Instructions, replaced, call.Media),
            Turns = [.. request.Turns.Select(turn => turn with { Parts = Replace(turn.Parts, replaced, call.Media) })],
        };
    }

    /// <summary>Same dialect: the addresses are spliced out of the caller's bytes.</summary>
    public static async ValueTask<Failure?> SpliceAsync(Call call, BodyEdits edits, CancellationToken cancel)
    {
        var found = MediaUrls.Find(call.Body.Bytes.Span, call.Profile, call.Dialect.Shape);
        foreach (var url in found)
        {
            if (url.Form == MediaUrlForm.Other || !UrlFetcher.IsFetchable(url.Url, out _))
            {
                return CallMedia.Wrong(url.Path, "is a URL that is not fetched: only http and https without a password are");
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        if (await call.Media.FetchAsync(found.Select(url => url.Url), url => found.Find(one => one.Url == url).Path, cancel) is { } failure)
        {
            return failure;
        }

        foreach (var url in found)
        {
            var media = call.Media[url.Url];
            if (url.Kinds != MediaKinds.None && !Fits(media, url.Kinds))
            {
                return CallMedia.Wrong(url.Path, $"is a URL with something else than {NameOf(url.Kinds)}");
            }

            edits.Inline(url.Start, url.End, Written(url.Form, media));
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Written(MediaUrlForm form, FetchedMedia media)
    {
        var into = new ArrayBufferWriter<byte>((media.Bytes.Length / 3 * 4) + 256);
        if (form == MediaUrlForm.FileUrl)
        {
            into.Write("\"file_data\":"u8);
        }

        using var json = JsonWriting.To(into);
        if (form == MediaUrlForm.Source)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, media.IsText ? "text"u8 : "base64"u8);
            json.WriteString("media_type"u8, media.MediaType);
            if (media.IsText)
            {
                json.WriteString("data"u8, media.Bytes.Span);
            }
            else
            {
                json.WriteBase64String("data"u8, media.Bytes.Span);
            }

            json.WriteEndObject();
        }
        else
        {
            json.WriteStringValue($"data:{media.MediaType};base64,{media.Base64}");
        }

        json.Flush();
        return into.WrittenMemory;
    }

    private static IEnumerable<Part> Parts(ChatRequest request) =>
        request.Instructions.Concat(request.Turns.SelectMany(turn => turn.Parts)).SelectMany(part => part is ToolResultPart result ? result.Content : [part]);

    private static IReadOnlyList<Part> Replace(IReadOnlyList<Part> parts, HashSet<object> wanted, CallMedia media) => [.. parts.Select(part => part switch
    {
        ToolResultPart result => result with { Content = Replace(result.Content, wanted, media) },
        _ when !wanted.Contains(part) => part,
        ImagePart image => image with { Source = Fetched(image.Source, media) },
        AudioPart audio => audio with { Source = Fetched(audio.Source, media) },
        FilePart file => file with { Source = Fetched(file.Source, media) },
        _ => part,
    })];

    private static MediaSource Fetched(MediaSource source, CallMedia media)
    {
        var fetched = media[source.Url!];
        return fetched.IsText
            ? new MediaSource(Text: Encoding.UTF8.GetString(fetched.Bytes.Span), MediaType: fetched.MediaType)
            : new MediaSource(Base64: fetched.Base64, MediaType: fetched.MediaType);
    }

    private static MediaSource? SourceOf(Part part) => part switch
    {
        ImagePart image => image.Source,
        AudioPart audio => audio.Source,
        FilePart file => file.Source,
        _ => null,
    };

    private static MediaKinds KindOf(Part part) => part switch
    {
        ImagePart => MediaKinds.Images,
        AudioPart => MediaKinds.Audio,
        _ => MediaKinds.Files,
    };

    private static bool Fits(FetchedMedia media, MediaKinds kinds) => kinds switch
    {
        MediaKinds.Images => media.MediaType.StartsWith("image/", StringComparison.Ordinal),
        MediaKinds.Audio => media.MediaType.StartsWith("audio/", StringComparison.Ordinal),
        MediaKinds.Video => media.MediaType.StartsWith("video/", StringComparison.Ordinal),
        _ => true,
    };

    private static string NameOf(MediaKinds kinds) => kinds switch
    {
        MediaKinds.Images => "an image",
        MediaKinds.Audio => "audio",
        _ => "video",
    };

    /// <summary>Where the address stands in the caller's own request.</summary>
    private static string PlaceOf(Call call, string url)
    {
        var path = MediaUrls.Find(call.Body.Bytes.Span, call.Profile, call.Dialect.Shape).Find(one => one.Url == url).Path;
        return path ?? call.Dialect.Shape.TurnsName;
    }
}
