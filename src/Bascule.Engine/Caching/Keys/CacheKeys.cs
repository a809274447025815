using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Caching.Keys;

/// <summary>Makes the keys of requests.</summary>
public sealed class CacheKeys
{
    public Keyed Of(in CacheQuestion question)
    {
        if (Bar(question) is { } why)
        {
            return new Keyed(null, why);
        }

        var context = Encoding.UTF8.GetBytes($"{question.Shape}\n{question.Route.Name}\n{(question.Route.Options.SharesCache ? "" : question.Tenant)}\n{question.DataClass}\n{question.Rule}\n{question.Guards}\n{question.Dialect.Name}\n{question.Query}\n{question.Address?.Model}\n");
        return new Keyed(new CacheKey(Digest.Of([.. context, .. question.Body.Span])), null);
    }

    private static string? Bar(in CacheQuestion question) => question switch
    {
        { Errand: not null and not { Kind: ErrandKind.Embeddings } } => CacheBars.Kind,
        { IsMasked: true } => CacheBars.Masked,
        { Turn: { Keeps: true } or { Previous: not null } } => CacheBars.Kept,
        _ when (question.Profile.Features & RequestFeatures.Tools) != 0 && question.Route.Options.Cache is not { Tools: true } => CacheBars.Tools,
        _ => null,
    };
}
