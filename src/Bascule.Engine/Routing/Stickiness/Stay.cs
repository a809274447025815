using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Pricing;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Stickiness;

/// <summary>Why a conversation stays with the deployment that holds its prefix, or leaves it.</summary>
/// <param name="On">Who holds it.</param>
/// <param name="Tokens">How much of it is expected to be there still.</param>
/// <param name="SavesNano">What that saves of the next request, in nano-dollars.</param>
/// <param name="Rival">Who would be asked instead; null: nobody else can be.</param>
/// <param name="RivalSavesNano">What the rival's price would save against a request without any cache; below 0: he is dearer; null: his price is not known.</param>
/// <param name="Stays">False: the rival is the better choice in spite of the cache.</param>
public sealed record Stay(Target On, long Tokens, long SavesNano, Target? Rival, long? RivalSavesNano, bool Stays)
{
    /// <summary>The same as a sentence.</summary>
    public string Text
    {
        get
        {
            var (on, rival) = (On.Deployment.Name, Rival?.Deployment.Name);
            var cached = string.Create(CultureInfo.InvariantCulture, $"the cached prefix of {Tokens:N0} tokens saves USD {Money.ToText(SavesNano)}");
            return (Stays ? $"stays on {on}: {cached}" : $"leaves {on}: {cached}") + (RivalSavesNano, rival) switch
            {
                (_, null) => "",
                (null, _) => $", and what {rival} costs is not known",
                ({ } less, _) when less < 0 => $", {rival} would cost {Money.ToText(-less)} more",
                ({ } saved, _) => $", {rival} would save {Money.ToText(saved)}",
            };
        }
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("stickiness", Text);
        json.WriteStartObject("cached_prefix");
        json.WriteString("deployment", On.Deployment.Name);
        json.WriteNumber("tokens", Tokens);
        json.WriteNumber("saves_usd", Money.ToUsd(SavesNano));
        json.WriteBoolean("stays", Stays);
        json.WriteEndObject();
    }
}
