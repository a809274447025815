namespace Bascule.Engine.Providers;

/// <summary>A cloud gave no credential. The message is the operator's, and safe for a caller to read.</summary>
public sealed class SignInException(string message) : HttpRequestException(message);
