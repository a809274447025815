namespace Bascule.Engine.Guardrails.Detection;

/// <summary>The built-in detectors as a set.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    PrivateKey = 1 << 0,
    UrlCredentials = 1 << 1,
    Secret = 1 << 2,
    Iban = 1 << 3,
    Card = 1 << 4,
    CodiceFiscale = 1 << 5,
    Insee = 1 << 6,
    SteuerId = 1 << 7,
    Ssn = 1 << 8,
    Nino = 1 << 9,
    Dni = 1 << 10,
    Email = 1 << 11,
    Mac = 1 << 12,
    Ip = 1 << 13,
    Phone = 1 << 14,
    Name = 1 << 15,
    Injection = 1 << 16,
    Jailbreak = 1 << 17,

    Numbers = Iban | Card | CodiceFiscale | Insee | SteuerId | Ssn | Nino | Dni | Ip | Mac | Phone,
    Phrases = Injection | Jailbreak,
}
