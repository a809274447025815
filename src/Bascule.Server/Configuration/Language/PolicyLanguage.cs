using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy.Requirements;
using static Bascule.Server.Configuration.Language.Shapes;

namespace Bascule.Server.Configuration.Language;

/// <summary>What a policy may say.</summary>
internal static class PolicyLanguage
{
    private static readonly ListShape AnyWord = new(Text, OrOne: true);

    private static readonly RecordShape Require = new(
    [
        new("hosting", new ListShape(Choice("vendor", "self"), OrOne: true), "who runs it"),
        new("jurisdiction", AnyWord, "where inference runs; a member of eu or eea lies in it"),
        new("origin", new ListShape(Country, OrOne: true), "the country of whoever made the model"),
        new("licence", AnyWord, "the model's licence"),
        new("openness", new ListShape(Choice([.. OpennessWords.All]), OrOne: true), "how open the model is"),
        new("max_retention", Duration(TimeSpan.Zero, TimeSpan.FromDays(36500)), "the provider keeps what it is sent at most that long"),
        new("trains_on_data", Flag, "does the provider train on what it is sent"),
        new("certifications", AnyWord, "the provider has all of them"),
        new("max_price", new RecordShape(
        [
            new("input", Price, "USD per million tokens"),
            new("output", Price, "USD per million tokens"),
        ]), "what tokens may cost at most"),
        new("min_context", Whole(1, 1_000_000_000), "tokens the model takes at least"),
        new("capability", new ListShape(Choice([.. Capable.Known]), OrOne: true), "the model has all of them"),
        new("provider", AnyWord, "a name under providers, or a pattern"),
        new("deployment", AnyWord, "a deployment's name, or a pattern"),
        new("vendor", AnyWord, "whose service it is, by the catalog's id"),
        new("engine", AnyWord, "the engine that serves it"),
        new("model", AnyWord, "the catalog's id of the model, or a pattern"),
    ]);

    private static readonly RecordShape Request = new(
    [
        new("route", Text, "the route asked for; unset: every deployment counts"),
        new("key", Text, "the caller's key"),
        new("team", Text, "the key's team"),
        new("tier", Text, "the caller's tier"),
        new("tag", new MapShape("tag", Text), "tags of the request"),
        new("header", new MapShape("header", Text), "headers of the request"),
        new("data_class", DataClass, "its class"),
        new("has", new ListShape(Choice([.. HasWords.All]), OrOne: true), "what it brings or wants"),
        new("input_tokens", Whole(0, 1_000_000_000), "its input"),
        new("session", Text, "its session"),
        new("at", Date, "when it comes; unset: when the config is read"),
    ]);

    public static readonly ListShape Policies = new(new RecordShape(
    [
        new("name", Text, "what refusals and decisions call it"),
        new("when", ConditionLanguage.When, "what must hold of the request; unset: every request"),
        new("require", Require, "what every deployment must be that may see it"),
        new("examples", new ListShape(new RecordShape(
        [
            new("request", Request, "a request"),
            new("allows", new ListShape(Text, OrOne: true), "exactly the deployments that may see it"),
        ])), "your own tests, run by check"),
    ]));

    public static readonly RecordShape Organisation = new(
    [
        new("monthly_active_users", Whole(0, 10_000_000_000), "users of your products, counted as licences do"),
        new("commercial", Flag, "do you use models commercially") { Default = "true" },
        new("jurisdictions", new ListShape(Jurisdiction, OrOne: true), "where the organisation has its seat") { Default = "[]" },
        new("forbidden_origins", new ListShape(Country, OrOne: true), "countries whose models are never asked") { Default = "[]" },
        new("accept", new ListShape(new RecordShape(
        [
            new("clause", Text, "a clause of licences.json"),
            new("by", Text, "who accepted it"),
            new("at", Date, "when"),
        ])), "clauses of licences that somebody answers for") { Default = "[]" },
        new("budget", BudgetLanguage.Budget, "what all keys together may spend"),
    ]);
}
