using Bascule.Engine.Providers;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience;

/// <summary>Keeps an upstream's words from telling our credential: some repeat the header they refuse.</summary>
internal static class Discretion
{
    private const string Mask = "***";

    /// <summary>A shorter one is a placeholder, as engines take them: masking it would tear words apart.</summary>
    private const int LeastSecret = 8;

    /// <summary>The failure without any key of the provider.</summary>
    public static Failure Discreet(this Failure failure, Provider provider) => provider.Secrets.Aggregate(failure, Discreet);

    /// <summary>The text without any key of the provider.</summary>
    public static string? Without(this string? text, Provider provider) => text is null ? null : provider.Secrets.Aggregate(text, (left, secret) => left.Without(secret)!);

    /// <summary>The failure with the secret masked wherever the upstream put it. Of the operator's own trouble nothing of the upstream's is told at all.</summary>
    public static Failure Discreet(this Failure failure, string secret) => failure.Kind is FailureKind.Credential or FailureKind.Billing or FailureKind.UpstreamNotFound
        ? failure with { Param = null, UpstreamType = null, UpstreamCode = null }
        : secret.Length < LeastSecret
            ? failure
            : failure with
            {
                Message = failure.Message.Without(secret)!,
                Param = failure.Param.Without(secret),
                UpstreamType = failure.UpstreamType.Without(secret),
                UpstreamCode = failure.UpstreamCode.Without(secret),
            };

    /// <summary>The text with the secret masked.</summary>
    public static string? Without(this string? text, string secret) => secret.Length < LeastSecret ? text : text?.Replace(secret, Mask, StringComparison.Ordinal);
}
