namespace Bascule.Engine.Providers;

/// <summary>Signs requests to a provider that takes no plain key: a cloud's own sign-in. Thread-safe; tokens are kept until shortly before they expire.</summary>
public interface ICredentials
{
    /// <summary>Adds what proves who asks. All other headers and the address are final.</summary>
    /// <param name="request">The request to be sent.</param>
    /// <param name="body">The pieces of its body, in order: some signatures cover them.</param>
    /// <param name="cancel">Cancelled when the attempt's time is up.</param>
    /// <exception cref="SignInException">The cloud gave no token or key; the message says what it lacks and holds no secret.</exception>
    ValueTask SignAsync(HttpRequestMessage request, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancel);
}
