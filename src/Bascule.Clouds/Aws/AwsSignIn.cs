using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Bascule.Engine.Providers;

namespace Bascule.Clouds.Aws;

/// <summary>Signs requests with an AWS account's credentials: the environment's, a profile's, a container's or an instance's role, as the SDK finds them.</summary>
internal sealed class AwsSignIn(Func<Task<AWSCredentials>> find, string region, string service, TimeProvider time) : ICredentials
{
    /// <summary>How long a set is taken without asking the SDK again, which renews those of roles by itself.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(3);

    private readonly Kept<ImmutableCredentials> _keys = new(
        async _ => (await (await find()).GetCredentialsAsync(), time.GetUtcNow() + Life),
        "AWS", "set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run it under a profile or a role", time);

    public static AwsSignIn Default(string region, string service, TimeProvider time) =>
        new(() => DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(null), region, service, time);

    public async ValueTask SignAsync(HttpRequestMessage request, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancel)
    {
        var keys = await _keys.GetAsync(cancel);
        AwsSignature.Sign(request, body, new AwsKeys(keys.AccessKey, keys.SecretKey, keys.Token), region, service, time.GetUtcNow());
    }
}
