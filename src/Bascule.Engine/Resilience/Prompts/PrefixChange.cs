using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>A conversation's prompt no longer begins as it did when this deployment was last asked: what stands behind the place must be read anew, at the full price.</summary>
/// <param name="By"><c>client</c>, or <c>gateway</c>: the caller sent what he sent before, and something else went out.</param>
/// <param name="Why">What of ours is different, or null.</param>
/// <param name="Place">Where, in the request as it went out.</param>
/// <param name="Shared">The share, 0 to 1, of the former prompt that is still its beginning.</param>
/// <param name="Expected">Tokens that would have been in the cache.</param>
internal sealed record PrefixChange(string By, string? Why, JsonPlace Place, double Shared, ExpectedPrefix Expected)
{
    public const string ByClient = "client";
    public const string ByGateway = "gateway";

    /// <summary>The hits that were lost: what should have been in the cache and, by what the upstream told, was not.</summary>
    public long LostTokens(AttemptReport made)
    {
        var expected = Math.Min(Expected.Likely, made.Usage.Input ?? long.MaxValue);
        return Math.Max(0, expected - (made.Usage.CachedInput ?? (long)(expected * Shared)));
    }

    /// <summary>What they cost, in nano-dollars; null: no price is known.</summary>
    public long? LostNano(AttemptReport made)
    {
        if (made.Target.Deployment.PriceAt(made.Started) is not { } price)
        {
            return null;
        }

        var (input, cached) = (Math.Max(made.Usage.Input ?? 0, LostTokens(made)), made.Usage.CachedInput ?? 0);
        return price.CostNano(new TokenCounts(input, cached, 0, 0)) - price.CostNano(new TokenCounts(input, Math.Min(input, cached + LostTokens(made)), 0, 0));
    }

    public void Write(Utf8JsonWriter json, AttemptReport made)
    {
        json.WriteStartObject("prefix_changed");
        json.WriteString("by", By);
        json.WriteString("why", Why);
        json.WriteString("path", Place.Path);
        json.WriteNumber("offset", Place.Offset);
        json.WriteNumber("shared", Math.Round(Shared, 3));
        json.WriteNumber("lost_tokens", LostTokens(made));
        if (LostNano(made) is { } nano)
        {
            json.WriteNumber("lost_usd", Money.ToUsd(nano));
        }
        else
        {
            json.WriteNull("lost_usd");
        }

        json.WriteEndObject();
    }
}
