using Bascule.Clouds.Aws;
using Bascule.Clouds.Azure;
using Bascule.Clouds.Google;
using Bascule.Engine.Providers;

namespace Bascule.Clouds;

/// <summary>The clouds' own sign-ins, for providers that are reached without a key.</summary>
public static class CloudSignIn
{
    /// <summary>What signs this provider's requests; null where a key in a header is all, or nothing.</summary>
    public static ICredentials? For(ProviderOptions options, TimeProvider? time = null)
    {
        if (options.ApiKey.Length > 0)
        {
            return null;
        }

        var clock = time ?? TimeProvider.System;
        return options.Dialect switch
        {
            "bedrock" => AwsSignIn.Default(options.Region ?? "us-east-1", "bedrock", clock),
            "vertex" => GoogleSignIn.Default(clock),
            "azure-openai" => AzureSignIn.Default(clock),
            _ => null,
        };
    }
}
