using System.Globalization;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Policy.Requirements;

/// <summary><c>max_price: { input: 3, output: 15 }</c>: USD per million tokens at the plain tier, as the price stands that day. An unknown price is not met.</summary>
public sealed record MaxPrice(decimal? Input, decimal? Output) : Requirement
{
    public override string Word => "max_price";

    public override IReadOnlyList<WrittenValues> Written =>
        [.. new[] { ("input", Input), ("output", Output) }.Where(one => one.Item2 is not null).Select(one => new WrittenValues(one.Item1, [Text(one.Item2!.Value)]))];

    public override string? Unmet(in DeploymentFacts facts)
    {
        if (facts.Deployment.PriceAt(facts.At) is not { } known)
        {
            return NotStated("price");
        }

        return Over("input", known.Price.InputNanoPerMillion, Input) ?? Over("output", known.Price.OutputNanoPerMillion, Output);
    }

    private static string? Over(string kind, long nano, decimal? most) =>
        most is { } bound && nano > bound * Money.NanoPerUsd ? $"{kind} price is {Text((decimal)nano / Money.NanoPerUsd)}, more than {Text(bound)}" : null;

    private static string Text(decimal usd) => (usd / 1.0000000000m).ToString("0.##########", CultureInfo.InvariantCulture);
}

/// <summary><c>min_context: 128000</c>: the model takes at least so many tokens.</summary>
public sealed record MinContext(long Least) : Requirement
{
    public override string Word => "min_context";

    public override IReadOnlyList<WrittenValues> Written => [new(null, [Least.ToString(CultureInfo.InvariantCulture)])];

    public override string? Unmet(in DeploymentFacts facts) => facts.Deployment.Model?.ContextWindow?.Value switch
    {
        null => NotStated("context window"),
        var window when window < Least => string.Create(CultureInfo.InvariantCulture, $"context window is {window}, less than {Least}"),
        _ => null,
    };
}

/// <summary><c>capability: [tools, json_schema]</c>: the model has all of them.</summary>
public sealed record Capable(ValueList<string> All) : Requirement
{
    /// <summary>What may be asked for.</summary>
    public static IReadOnlyList<string> Known { get; } = ["tools", "json_schema", "reasoning", "images", "audio", "files", "prefill"];

    public override string Word => "capability";

    public override IReadOnlyList<WrittenValues> Written => [new(null, All)];

    public override string? Unmet(in DeploymentFacts facts)
    {
        foreach (var wanted in All.Span)
        {
            switch (Of(facts.Deployment.Model, wanted))
            {
                case null:
                    return NotStated($"capability {wanted}");
                case false:
                    return $"has no {wanted}";
            }
        }

        return null;
    }

    private static bool? Of(ModelFacts? model, string wanted) => (wanted switch
    {
        "tools" => model?.Tools,
        "json_schema" => model?.JsonSchema,
        "reasoning" => model?.Reasoning,
        "images" => model?.Images,
        "audio" => model?.Audio,
        "files" => model?.Files,
        _ => model?.Prefill,
    })?.Value;
}
