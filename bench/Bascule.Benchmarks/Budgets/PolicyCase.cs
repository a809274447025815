using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Policy.Requirements;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Benchmarks.Budgets;

/// <summary>What policies add to a request: five of them, of which two match, and three candidates of which one is left out with its reasons.</summary>
internal static class PolicyCase
{
    public static Case Of()
    {
        var atHome = (ValueList<Requirement>)[new FactIs(DeploymentFact.Hosting, ["self"]), new FactIs(DeploymentFact.Jurisdiction, ["eu"])];
        var arbiter = new Arbiter(
        [
            new("nobody trains on it", new AllOf([]), [new TrainsOnData(false)]),
            new("confidential stays at home", new DataClassFrom(DataClass.Confidential), atHome),
            new("regulated stays at home", new DataClassFrom(DataClass.Regulated), atHome),
            new("hr stays at home", new CallerIs(CallerFact.Team, ["hr"]), atHome),
            new("mobile is cheap", new TagsAre([new("app", ["mobile"])]), [new MaxPrice(1, 4)]),
        ]);
        Target[] candidates = [Candidate("gpu-fra", "self", "de"), Candidate("gpu-par", "self", "fr"), Candidate("vendor", "vendor", "us")];
        var facts = new RequestFacts { Id = Guid.Empty, Team = "search", DataClass = DataClass.Confidential, Tags = [KeyValuePair.Create("app", "web")] };
        return new("policies of a request", () =>
        {
            var eligibility = arbiter.For(facts);
            if (candidates.Count(eligibility.Allows) != 2 || eligibility.Reasons(candidates[2]).Count != 2)
            {
                throw new InvalidOperationException("It is decided otherwise.");
            }
        });
    }

    public static Target Candidate(string name, string hosting, string jurisdiction)
    {
        var options = new ProviderOptions { Name = name, Dialect = "openai-chat", BaseUrl = new Uri("http://127.0.0.1:1"), Hosting = hosting, Jurisdiction = jurisdiction, TrainsOnData = false };
        return new(new Deployment(new DeploymentOptions { Name = name, Provider = name, Upstream = "m" }, null, FactBook.Empty), new Provider(options, Vendor.For("openai-chat")!), new DeploymentState(TimeProvider.System));
    }
}
