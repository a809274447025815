using System.Globalization;
using Bascule.Engine.Caching;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Microsoft.AspNetCore.Http;

namespace Bascule.Engine.Ingress;

/// <summary>Meets the caller: what he says, in which dialect, with which credential.</summary>
public sealed class Receptionist(TimeProvider time)
{
    /// <summary>What passes to an upstream of the same dialect.</summary>
    private static readonly string[] Passing = ["content-type", "accept", "anthropic-version", "anthropic-beta", "openai-beta", "traceparent"];

    private const int MaxTags = 32;
    private const int MaxTag = 256;
    private const int MaxHeader = MaxTags * MaxTag;

    /// <summary>Reads the head of a request. The body waits until the caller is known.</summary>
    /// <param name="address">What the address says in place of the body, where the dialect puts it there.</param>
    /// <param name="errand">What is asked besides a chat; null: a chat.</param>
    public Inquiry Greet(HttpContext context, ICallerDialect dialect, CallAddress? address = null, Errand? errand = null)
    {
        var headers = context.Request.Headers;
        var id = TimedId.New(time.GetUtcNow());
        var trouble = Wrongs(headers, out var dataClass, out var tags, out var timeout, out var wish);
        return new Inquiry
        {
            Id = id,
            Dialect = dialect,
            Named = address,
            Errand = errand,
            Secret = Secret(headers),
            Address = context.Connection.RemoteIpAddress,
            CallerRequestId = Text(headers, "x-request-id"),
            Session = Text(headers, "x-bascule-session"),
            Tags = tags,
            Tier = Text(headers, "x-bascule-tier"),
            DataClass = dataClass,
            CacheWish = wish,
            Timeout = timeout,
            Query = context.Request.QueryString.Value ?? "",
            Headers = Pass(headers),
            HeaderOf = name => headers.TryGetValue(name, out var value) ? value.ToString() : null,
            Trouble = BodyReader.CheckHead(context.Request, errand) ?? trouble,
            Answer = new AnswerWriter(context.Response.BodyWriter, head => Open(context.Response, head), context.Abort, time),
            Left = context.RequestAborted,
            Came = time.GetTimestamp(),
            At = time.GetUtcNow(),
            ReadBody = most => BodyReader.ReadAsync(context.Request, most, context.RequestAborted),
            ReadForm = errand is not null && FormReader.IsForm(context.Request) ? (most, whole) => FormReader.ReadAsync(context.Request, errand, most, whole, context.RequestAborted) : null,
        };
    }

    /// <summary>The credential a caller sends, as any of our dialects' clients do; empty: none.</summary>
    public static string Secret(IHeaderDictionary headers)
    {
        const string bearer = "Bearer ";
        var authorization = headers.Authorization.ToString();
        if (authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
        {
            return authorization[bearer.Length..].Trim();
        }

        return headers["x-api-key"].ToString() is { Length: > 0 } key ? key : headers["x-goog-api-key"].ToString();
    }

    private static List<KeyValuePair<string, string>> Pass(IHeaderDictionary headers)
    {
        var passed = new List<KeyValuePair<string, string>>(4);
        foreach (var name in Passing)
        {
            if (headers.TryGetValue(name, out var value))
            {
                passed.Add(new(name, value.ToString()));
            }
        }

        return passed;
    }

    private static void Open(HttpResponse response, AnswerHead head)
    {
        response.StatusCode = head.Status;
        response.ContentType = head.ContentType;
        response.ContentLength = head.Length;
        foreach (var (name, value) in head.Headers)
        {
            response.Headers[name] = HeaderText.Plain(value);
        }
    }

    private static Failure? Wrongs(IHeaderDictionary headers, out DataClass? dataClass, out ValueList<KeyValuePair<string, string>> tags, out TimeSpan? timeout, out CacheWish wish)
    {
        (dataClass, tags, timeout, wish) = (null, [], null, CacheWish.None);
        if (Text(headers, "x-bascule-data-class") is { } word)
        {
            if (int.TryParse(word, out _) || !Enum.TryParse<DataClass>(word, ignoreCase: true, out var named))
            {
                return Wrong("x-bascule-data-class", "is none of public, internal, confidential, regulated");
            }

            dataClass = named;
        }

        if (Text(headers, "x-bascule-timeout") is { } seconds)
        {
            if (!double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number is not (> 0 and <= 86_400))
            {
                return Wrong("x-bascule-timeout", "is not a number of seconds above 0 and up to 86400");
            }

            timeout = TimeSpan.FromSeconds(number);
        }

        if (Text(headers, "x-bascule-cache") is { } cache)
        {
            switch (cache)
            {
                case "no-store":
                    wish = CacheWish.NoStore;
                    break;
                case "refresh":
                    wish = CacheWish.Refresh;
                    break;
                case "only":
                    wish = CacheWish.Only;
                    break;
                default:
                    return Wrong("x-bascule-cache", "is none of no-store, refresh, only");
            }
        }

        return Text(headers, "x-bascule-tags") is { } list ? ReadTags(list, out tags) : null;
    }

    private static Failure? ReadTags(string list, out ValueList<KeyValuePair<string, string>> tags)
    {
        tags = [];
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals <= 0 || pair.Length > MaxTag || read.Count == MaxTags)
            {
                return Wrong("x-bascule-tags", $"is not of the form a=b,c=d with at most {MaxTags} tags of at most {MaxTag} characters");
            }

            read[pair[..equals].Trim()] = pair[(equals + 1)..].Trim();
        }

        tags = new([.. read]);
        return null;
    }

    private static Failure Wrong(string header, string how) =>
        new(Blame.Caller, FailureKind.Malformed, "invalid_header", $"The header '{header}' {how}.") { Param = header };

    private static string? Text(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxHeader)] : null;
}
