namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>What is labelled, by the names that the config knows.</summary>
internal static class LabelledKinds
{
    /// <summary>What has a form of its own, so that it may stand alone.</summary>
    public static readonly string[] Alone =
    [
        "email", "iban", "card", "ssn", "nino", "steuerid", "insee", "dni", "codicefiscale", "ip", "mac", "url_credentials", "secret", "private_key", "name",
    ];

    public static readonly string[] All = [.. Alone, "phone"];

    /// <summary>What a register gives out, by check digits or by the rules of its ranges.</summary>
    public static readonly string[] Registered = ["iban", "card", "ssn", "nino", "steuerid", "insee", "dni", "codicefiscale"];
}
