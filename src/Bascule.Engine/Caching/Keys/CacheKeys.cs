using System.Security.Cryptography;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Keeping;

namespace Bascule.Engine.Caching.Keys;

/// <summary>
/// Makes the keys of requests. What could make two of them equal that must not be: see docs/decisions/0021. The body is hashed as it came first; only bytes that were not seen
/// before are decoded.
/// </summary>
public sealed class CacheKeys
{
    /// <summary>The only version there is, and every client of Anthropic's sends it.</summary>
    private const string AnthropicVersion = "2023-06-01";

    private readonly KnownBodies _known = new();

    public Keyed Of(in CacheQuestion question)
    {
        if (Bar(question) is { } why)
        {
            return new Keyed(null, why);
        }

        var request = Canonical(question);
        return Bar(question, request.Finds) is { } found ? new Keyed(null, found) : new Keyed(new CacheKey(InContext(question, request.Hash)), null);
    }

    private static string? Bar(in CacheQuestion question) => question switch
    {
        { Errand: not null and not { Kind: ErrandKind.Embeddings } } => CacheBars.Kind,
        { IsMasked: true } => CacheBars.Masked,
        { Turn: { } turn } when turn.Previous is not null || (turn.Keeps && (turn.Mode == StateMode.Bascule || IsKeptUpstream(question))) => CacheBars.Kept,
        _ => null,
    };

    private static string? Bar(in CacheQuestion question, RequestFinds finds) => finds switch
    {
        RequestFinds.None => null,
        _ when finds.HasFlag(RequestFinds.Unreadable) => CacheBars.Unreadable,
        _ when finds.HasFlag(RequestFinds.Elsewhere) => CacheBars.Elsewhere,
        _ when finds.HasFlag(RequestFinds.Kept) => CacheBars.Kept,
        _ when finds.HasFlag(RequestFinds.Reference) => CacheBars.Reference,
        _ => question.Route.Options.Cache is { Tools: true } ? null : CacheBars.Tools,
    };

    /// <summary>Somebody who may be asked would keep the turn under the answer's id. Clients of this API ask for it without a word; where nobody does, it means nothing.</summary>
    private static bool IsKeptUpstream(in CacheQuestion question)
    {
        foreach (var target in question.Route.Candidates)
        {
            if (target.Provider.DialectFor(question.Dialect, target.Deployment.Upstream).Name == question.Dialect.Name)
            {
                return true;
            }
        }

        return false;
    }

    private CanonicalRequest Canonical(in CacheQuestion question)
    {
        var body = BodyOf(question);
        if (!_known.TryFind(body, out var request))
        {
            request = CanonicalRequest.Of(question.Dialect, question.Address, question.Errand, question.Body);
            _known.Remember(body, request);
        }

        return request;
    }

    /// <summary>The bytes as they came, and in which form.</summary>
    private static Digest BodyOf(in CacheQuestion question)
    {
        Span<byte> both = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(question.Body.Span, both);
        var form = question.Errand is { } errand ? errand.Dialect + errand.Path : question.Dialect.Name;
        var length = Encoding.UTF8.GetBytes(form, both[SHA256.HashSizeInBytes..]);
        return Digest.Of(both[..(SHA256.HashSizeInBytes + length)]);
    }

    private static Digest InContext(in CacheQuestion question, in Digest request)
    {
        using var hash = new KeyHash();
        var options = question.Route.Options;
        hash.Mark((byte)'k');
        Add(hash, question.Shape);
        Add(hash, request);
        hash.Text(question.Route.Name);
        hash.Flag(options.SharesCache);
        hash.Text(options.SharesCache ? null : question.Tenant);
        hash.Number((int)question.DataClass);
        hash.Text(question.Rule);
        hash.Number((long)question.Guards);
        hash.Flag(options.Strict);
        hash.Text(options.AnswerModel);
        hash.Text(options.AnswerModel == "requested" ? question.Profile.Model : null);
        hash.Text(Query(question.Query));
        Headers(hash, question);
        return hash.Finish();
    }

    /// <summary>What an upstream of the same dialect is told beside the body.</summary>
    private static void Headers(KeyHash hash, in CacheQuestion question)
    {
        foreach (var (name, value) in question.Headers ?? [])
        {
            if (name is "anthropic-beta" or "openai-beta" || (name == "anthropic-version" && value != AnthropicVersion))
            {
                hash.Text(name);
                hash.Text(value);
            }
        }

        foreach (var target in question.Route.Candidates)
        {
            foreach (var name in target.Provider.Options.ForwardHeaders.Span)
            {
                if (question.HeaderOf?.Invoke(name) is { } value)
                {
                    hash.Text(name);
                    hash.Text(value);
                }
            }
        }
    }

    /// <summary>The query but for what only says that the answer streams.</summary>
    private static string? Query(string? query) =>
        string.IsNullOrEmpty(query) || query == "?alt=sse" ? null : string.Join('&', query.TrimStart('?').Split('&').Where(pair => pair != "alt=sse"));

    private static void Add(KeyHash hash, in Digest digest)
    {
        hash.Number((long)digest.A);
        hash.Number((long)digest.B);
        hash.Number((long)digest.C);
        hash.Number((long)digest.D);
    }
}
