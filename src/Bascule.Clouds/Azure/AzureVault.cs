using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Bascule.Engine.Conversation;

namespace Bascule.Clouds.Azure;

/// <summary>Secrets that stand in an Azure Key Vault, read where a config says <c>${vault:NAME/SECRET}</c>. What was read is kept for some minutes, and longer where the vault is away.</summary>
/// <param name="make">The identity that may read the vault, made when it is first needed.</param>
/// <param name="transport">How the vault is reached; null: as the SDK does.</param>
public sealed partial class AzureVault(Func<TokenCredential> make, TimeProvider time, HttpPipelineTransport? transport = null)
{
    /// <summary>Secrets remembered: more than a config names. Past it they are read each time.</summary>
    private const int MaxKept = 1_000;

    /// <summary>A secret that was changed in the vault counts after so long.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>A start must not hang at a vault that says nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A vault that said no, or nothing, is left alone for so long: a config is looked at twice a second, and each question may take all of <see cref="Patience"/>.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lazy<TokenCredential> _credential = new(make);
    private readonly ConcurrentDictionary<string, (string Value, long At)> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Why, long At)> _failed = new(StringComparer.Ordinal);

    /// <summary>The vaults that this machine's identity may read: a service principal's, a workload's or managed one, or whoever is signed in with Azure's tools.</summary>
    public static AzureVault Default(TimeProvider time) =>
        new(static () => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ExcludeInteractiveBrowserCredential = true, ExcludeVisualStudioCredential = true }), time);

    /// <summary>The secret of a reference <c>NAME/SECRET</c>, or why there is none, in words that hold no secret.</summary>
    public Read<string> Read(string reference)
    {
        var known = _kept.TryGetValue(reference, out var kept);
        if (known && time.GetElapsedTime(kept.At) < Fresh)
        {
            return kept.Value;
        }

        if (Reference().Match(reference) is not { Success: true } parts)
        {
            return Failed("it is no vault and secret; write ${vault:NAME/SECRET}, as Azure names them");
        }

        if (_failed.TryGetValue(reference, out var failed) && time.GetElapsedTime(failed.At) < Pause)
        {
            return known ? kept.Value : Failed(failed.Why);
        }

        try
        {
            using var enough = new CancellationTokenSource(Patience);
            var value = ClientOf(parts.Groups["vault"].Value).GetSecret(parts.Groups["secret"].Value, cancellationToken: enough.Token).Value.Value;
            _failed.TryRemove(reference, out _);
            if (_kept.Count < MaxKept || known)
            {
                _kept[reference] = (value, time.GetTimestamp());
            }

            return value;
        }
        catch (Exception trouble) when (trouble is RequestFailedException or AuthenticationFailedException or OperationCanceledException or AggregateException)
        {
            var why = trouble switch
            {
                RequestFailedException { Status: 404 } => "the vault has no such secret",
                RequestFailedException { Status: 401 or 403 } => "the gateway's identity may not read it: it needs the role Key Vault Secrets User",
                RequestFailedException { Status: > 0 } refused => $"the vault answered {refused.Status}",
                AuthenticationFailedException => "nobody is signed in at Azure: set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or run it under a managed identity",
                _ => "the vault can't be reached",
            };
            if (_failed.Count < MaxKept || _failed.ContainsKey(reference))
            {
                _failed[reference] = (why, time.GetTimestamp());
            }

            // A key that was good is better than none: the vault may be back before it is changed.
            return known ? kept.Value : Failed(why);
        }
    }

    private SecretClient ClientOf(string vault)
    {
        var options = new SecretClientOptions { Retry = { MaxRetries = 1, NetworkTimeout = Patience } };
        if (transport is not null)
        {
            options.Transport = transport;
        }

        return new SecretClient(new Uri($"https://{vault}.vault.azure.net"), _credential.Value, options);
    }

    private static Failure Failed(string why) => new(Blame.Gateway, FailureKind.Credential, "upstream_auth", why);

    [GeneratedRegex("^(?<vault>[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9])/(?<secret>[A-Za-z0-9-]{1,127})$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
