namespace Bascule.Clouds.Aws;

/// <summary>What signs: an access key, its secret, and a session's token where the keys are of a role.</summary>
internal sealed record AwsKeys(string AccessKey, string SecretKey, string? Token)
{
    /// <summary>Names no secret.</summary>
    public override string ToString() => $"AwsKeys {{ AccessKey = {AccessKey} }}";
}
