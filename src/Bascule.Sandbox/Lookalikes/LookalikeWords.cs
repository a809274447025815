namespace Bascule.Sandbox.Lookalikes;

/// <summary>One thing that can be asked, in several forms with places for what it is asked about.</summary>
public sealed record LookalikeFrame(string Name, string Boilerplate, params string[] Forms);

/// <summary>The words of the stream. Few of its opposites and none of its things are known to any guard: those pairs only the answers tell apart.</summary>
internal static class LookalikeWords
{
    public static LookalikeFrame[] Frames { get; } =
    [
        new("grow", "growing it needs light water and patience because", "what is the best way to {not}{t} {x} in a small garden behind the house", "what is the best way to {not}{t} {x} in a small garden behind a house", "what would be the best way to {not}{t} {x} in a small garden behind the house"),
        new("travel", "the journey takes a while and the usual way is", "how long does it {not}take to go from {p} to {q} by train at the weekend", "how long does it {not}take to go by train from {p} to {q} at the weekend", "how long will it {not}take to go from {p} to {q} by train at the weekend"),
        new("cost", "the price depends on the season and usually it is", "how much does it {not}cost to rent {n} {x} for a wedding in the summer", "how much would it {not}cost to rent {n} {x} for a wedding in the summer", "how much does it {not}cost if you rent {n} {x} for a wedding in the summer"),
        new("clean", "cleaning goes well with warm water and a soft cloth since", "how can I {not}{t} the {x} that has been standing in the cellar for many years", "how could I {not}{t} the {x} that has been standing in the cellar for many years", "how can I {not}{t} a {x} that has been standing in the cellar for many years"),
        new("visit", "visitors usually like the old town the market and", "what can a family with small children {not}see in {p} on a rainy afternoon", "what could a family with small children {not}see in {p} on a rainy afternoon", "what can a family with small children {not}see on a rainy afternoon in {p}"),
        new("cook", "the recipe is simple and asks for salt oil and", "how do I {not}{t} {x} for {n} people when the kitchen has no oven and no mixer", "how would I {not}{t} {x} for {n} people when the kitchen has no oven and no mixer", "how do I {not}{t} {x} for {n} people if the kitchen has no oven and no mixer"),
        new("rules", "the rules were changed some time ago and now say", "what are the rules for people who want to {not}{t} {x} near the river in the spring", "which are the rules for people who want to {not}{t} {x} near the river in the spring", "what are the rules for people who wish to {not}{t} {x} near the river in the spring"),
        new("history", "historians still argue but most of them agree that", "why did the people of {p} {not}trade {x} with the people of {q} in the old days", "why did people of {p} {not}trade {x} with the people of {q} in the old days", "why did the people of {p} {not}trade {x} with people of {q} in the old days"),
    ];

    public static string[] Things { get; } =
    [
        "tomatoes", "carrots", "lamps", "kettles", "barrels", "ladders", "goats", "rabbits", "candles", "blankets", "mushrooms", "lentils", "pumpkins", "anchors", "violins", "saddles", "mirrors", "bricks", "turnips", "walnuts", "baskets", "lanterns", "sheep", "geese",
    ];

    public static string[] Places { get; } =
    [
        "Porto", "Tartu", "Graz", "Malmö", "Split", "Cork", "Ghent", "Turku", "Parma", "Brno", "Lille", "Bergen", "Toledo", "Basel", "Varna", "Gdansk", "Leeds", "Nantes", "Zadar", "Aarhus", "Linz", "Trier", "Siena", "Kaunas",
    ];

    public static string[][] Turns { get; } = [["grow", "uproot"], ["clean", "soil"], ["keep", "discard"], ["boil", "freeze"], ["assemble", "dismantle"], ["gather", "scatter"], ["lift", "lower"], ["mend", "break"]];

    public static string[] Qualifiers { get; } = ["without a permit", "for toddlers", "in winter", "after a flood", "with one hand", "on a boat", "for money", "at night"];

    public static string[] Leads { get; } = ["Sure.", "In short:", "Well,", "Here it is.", "Of course.", "Put simply,"];

    public static string[] Facts { get; } =
    [
        .. "amber basin cedar delta ember fjord grain harbour island juniper kernel lagoon meadow nectar orchard pebble quarry ridge saffron thistle upland valley willow yarrow acorn bramble clover drizzle estuary fern glacier hazel inlet jetty kelp lichen marsh nettle ochre pasture quill reed slate tundra umber vine wharf yeast zinc anvil bellows chisel dowel easel flint gauge hinge ingot joist keel lathe mallet nozzle oar plank quiver rivet sickle tongs urn vise wedge yoke apron buckle collar denim elbow felt garter hem indigo jersey knit linen mitten needle orris pleat quilt ribbon satin thread velvet wool"
            .Split(' '),
    ];
}
