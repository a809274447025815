using System.Text.Json;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Ingress;

/// <summary>What rules may read of an inquiry, for the journey and for <c>explain</c> alike.</summary>
public static class InquiryFacts
{
    /// <param name="inquiry">Its body is read, its input estimated.</param>
    public static RequestFacts FactsOf(this Inquiry inquiry, Caller caller, DataClass dataClass) => new()
    {
        Id = inquiry.Id,
        At = inquiry.At,
        Key = caller.Key?.Name,
        Team = caller.Key?.Team,
        Tier = caller.TierOf(inquiry.Tier),
        Session = inquiry.Session,
        Tags = caller.TagsOf(inquiry.Tags),
        DataClass = dataClass,
        Has = inquiry.Profile!.Features,
        InputTokens = inquiry.Profile.EstimatedInputTokens,
        HeaderOf = inquiry.HeaderOf,
    };

    /// <summary>The same as a row's profile.</summary>
    /// <param name="named">The headers and tags that the route's rules name.</param>
    public static string TextOf(this Inquiry inquiry, in RequestFacts facts, NamedFacts named) =>
        inquiry.Profile!.ToJson(facts.Tier, facts.Session, inquiry.Errand?.Name, named.IsEmpty ? null : Writing(facts, named));

    private static Action<Utf8JsonWriter> Writing(RequestFacts facts, NamedFacts named) => json => named.Write(json, facts);
}
