using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Limits;

/// <summary>
/// Estimates how many tokens a request has, locally and before it is sent. It learns tokens per byte by model and script from the true figures of requests as they settle; a model that was not asked
/// yet begins with what all models together have taught.
/// </summary>
public sealed class TokenEstimator
{
    /// <summary>Models learned apart; further ones share what all have taught.</summary>
    public const int MaxModels = 1_000;

    private readonly Lock _gate = new();    // held for some arithmetic
    private readonly TokenRates _all = new();
    private readonly Dictionary<string, TokenRates> _models = new(StringComparer.Ordinal);

    /// <summary>The tokens of a request.</summary>
    /// <param name="model">Whose tokenizer counts; null: not known yet.</param>
    public long Estimate(string? model, RequestProfile profile)
    {
        lock (_gate)
        {
            return (long)Math.Ceiling(Of(model).Estimate(profile));
        }
    }

    /// <summary>
    /// The most tokens that a request is expected to have: the estimate with the error that one request in a hundred had, and never more than a token for each byte, which no tokenizer exceeds.
    /// Media is not in it.
    /// </summary>
    /// <param name="model">Whose tokenizer counts; null: not known.</param>
    public long UpperBound(string? model, RequestProfile profile)
    {
        const long wordsOfATurn = 24, wordsAboutTools = 1_000;
        if (profile.KnownInputTokens is { } known)
        {
            return known;
        }

        var bytes = profile.TextBytes + (wordsOfATurn * (profile.Turns + 2L)) + (profile.ToolBytes > 0 ? wordsAboutTools : 0);
        lock (_gate)
        {
            var rates = Of(model);
            return Math.Min(bytes, (long)Math.Ceiling(rates.Estimate(profile) * rates.Most));
        }
    }

    /// <summary>Takes the true figure of a request. Media weighs by rules of its own, so a request with some teaches nothing.</summary>
    public void Learn(string model, RequestProfile profile, long tokens)
    {
        if (tokens <= 0 || (profile.Features & (RequestFeatures.Images | RequestFeatures.Audio | RequestFeatures.Files)) != 0)
        {
            return;
        }

        lock (_gate)
        {
            if (!_models.TryGetValue(model, out var rates) && _models.Count < MaxModels)
            {
                _models[model] = rates = new TokenRates(_all);
            }

            rates?.Learn(profile, tokens);
            _all.Learn(profile, tokens);
        }
    }

    /// <summary>How wrong the estimates for a model were before its true figures came; null: it was not asked yet.</summary>
    public TokenError? Error(string model)
    {
        lock (_gate)
        {
            return _models.GetValueOrDefault(model)?.Error();
        }
    }

    private TokenRates Of(string? model) => model is not null && _models.TryGetValue(model, out var rates) ? rates : _all;
}

/// <summary>The relative error of the latest estimates, 0.1 for ten percent.</summary>
/// <param name="Requests">How many the model has taught.</param>
public sealed record TokenError(long Requests, double Mean, double P50, double P95, double P99);
