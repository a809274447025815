namespace Bascule.Sandbox.Wire;

/// <summary>Why a vendor would not take a request: status, and the words of its own error shape.</summary>
public sealed record Refusal(int Status, string Type, string Message, string? Param = null, string? Code = null);
