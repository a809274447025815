namespace Bascule.Journeys.Caching;

/// <summary>Similar questions over real sockets: gathered, served once proved, kept apart by guards, scope and policy, and never at the cost of a request.</summary>
public sealed class SemanticTests
{
    private const string First = SemanticHouse.First;
    private static readonly string[] Others = SemanticHouse.Others;

    [Fact]
    public async Task Similar_WhileItGathers_IsAskedAndCompared()
    {
        await using var house = await SemanticHouse.StartAsync();
        Assert.Equal("miss", (await house.AskAsync(First)).Cache);
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        Assert.Equal("miss", (await house.AskAsync(Others[0])).Cache);
        var route = await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 2 && cache.GetProperty("semantic")[0].GetProperty("checks").GetInt32() == 1);
        Assert.Equal(("gathering 1 of 388", false, 0), (route.GetProperty("state").GetString(), route.GetProperty("open").GetBoolean(), route.GetProperty("false").GetInt32()));
        Assert.Equal(2, house.Vectors);
        Assert.InRange(house.Chats, 2, 3);    // of answers that agree some are asked once more, by chance: how far the model differs from itself
    }

    [Fact]
    public async Task Similar_OnceProved_IsAnsweredFromMemory()
    {
        await using var house = await SemanticHouse.StartAsync();
        var first = await house.AskAsync(First);
        await house.OpenAsync();
        var hit = await house.AskUntilServedAsync();
        Assert.Equal(first.Text, hit.Text);
        Assert.InRange(hit.Similarity!.Value, 0.85, 1);
        var row = await house.RowAsync(hit.Id);
        Assert.Equal(("semantic", "away/m", 0), (row.GetProperty("cache").GetString(), row.GetProperty("deployment").GetString(), row.GetProperty("attempts").GetArrayLength()));
        Assert.Equal(first.Id, row.GetProperty("decision").GetProperty("cache").GetProperty("from").GetString());
        Assert.InRange(row.GetProperty("decision").GetProperty("cache").GetProperty("similarity").GetDouble(), 0.85, 1);

        // 14 tokens or so at USD 10 a million: the vector, and nothing else.
        Assert.InRange(row.GetProperty("cost_usd").GetDecimal(), 0.0001m, 0.0002m);
        Assert.Equal(row.GetProperty("cost_usd").GetDecimal(), decimal.Parse(hit.Cost!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, (await house.UntilAsync(_ => true)).GetProperty("hits").GetInt32());
    }

    [Theory]
    [InlineData("what is the best way to grow 3 carrots in a small garden")]
    [InlineData("what is not the best way to grow carrots in a small garden")]
    [InlineData("what is the worst way to grow carrots in a small garden")]
    [InlineData("what is the best way to grow carrots in a Porto garden")]
    public async Task Similar_ButForAGuard_IsAsked(string question)
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.AskAsync(First);
        await house.OpenAsync();
        Assert.Equal("miss", (await house.AskAsync(question)).Cache);
        var route = await house.UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("similar").GetInt32() == 1);
        Assert.Equal(1, route.GetProperty("guarded").GetInt32());
    }

    [Fact]
    public async Task Similar_UnderOtherInstructions_IsAsked()
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.AskAsync(First);
        await house.OpenAsync();
        Assert.Equal("miss", (await house.AskAsync(Others[0], system: "You are a pirate.")).Cache);
    }

    [Fact]
    public async Task Embedder_ThatPolicyForbids_SeesNothing()
    {
        await using var house = await SemanticHouse.StartAsync(more: "policies: [{ name: at home, when: { data_class: confidential }, require: { hosting: self } }]");
        var answer = await house.AskAsync(First, header: ("x-bascule-data-class", "confidential"));
        Assert.Equal(("miss", 0), (answer.Cache, house.Vectors));
        var why = (await house.RowAsync(answer.Id)).GetProperty("decision").GetProperty("cache").GetProperty("semantic").GetProperty("why").GetString();
        Assert.Contains("policy 'at home'", why);
    }

    [Fact]
    public async Task Embedder_ThatFails_CostsNoRequest()
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.OpenAsync();
        house.Breaks = true;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("miss", (await house.AskAsync($"{First} for {i} weeks")).Cache);
        }

        Assert.Equal((5, 3), (house.Chats, house.Vectors));    // left alone after the third
    }

    [Fact]
    public async Task Answers_ThatDiffer_AreFalseUnlessTheModelDiffersFromItself()
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.AskAsync(First);
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        house.Says = "Sow them in May, says Peter, and water nothing at all until the leaves are dry.";
        await house.AskAsync(Others[0]);
        await house.UntilAsync(_ => house.Chats == 3);    // it counts as false at once, and is asked once more
        var route = await house.UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("checks").GetInt32() == 1);
        Assert.Equal(1, route.GetProperty("false").GetInt32());
    }

    [Fact]
    public async Task Erasure_OfASession_TakesItsVectors()
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.AskAsync(First, header: ("x-bascule-session", "s1"));
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        await house.EraseAsync("session=s1");
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 0);
    }

    [Theory]
    [InlineData(null)]    // cut where nobody asked for an end: not kept
    [InlineData(100)]     // kept, but no whole text that could be compared
    public async Task Answer_ThatCannotBeCompared_IsAFalseOne(int? most)
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.AskAsync(First, most: most);
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        house.Finish = "length";
        Assert.Equal("miss", (await house.AskAsync(Others[0], most: most)).Cache);
        var route = await house.UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("checks").GetInt32() == 1);
        Assert.Equal(1, route.GetProperty("false").GetInt32());
        Assert.Equal(2, house.Chats);    // what it would say once more is not asked
    }

    [Fact]
    public async Task Only_WhileNothingIsServed_PaysForNoVector()
    {
        await using var house = await SemanticHouse.StartAsync();
        var told = await house.SendAsync(First, header: ("x-bascule-cache", "only"));
        Assert.Equal((504, "miss", 0, 0), (told.Status, told.Cache, house.Vectors, house.Chats));
        Assert.Equal(0, (await house.RowAsync(told.Id)).GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task Only_OnceProved_IsAnsweredFromMemory()
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.AskAsync(First);
        await house.OpenAsync();
        Assert.Contains("semantic", await Task.WhenAll(Others.Select(async question => (await house.SendAsync(question, header: ("x-bascule-cache", "only"))).Cache)));
        Assert.Equal(1, house.Chats);
    }

    [Fact]
    public async Task Vector_IsPaidByTheCallersBudget_UntilItHasNoRoom()
    {
        await using var house = await SemanticHouse.StartAsync("keys: [{ name: a, key: bk-a-0123456789abcdef, unpriced: allow, budget: { usd: 0.0003, per: month } }]");
        List<string> ids = [];
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await house.AskAsync(Others[i], header: ("authorization", "Bearer bk-a-0123456789abcdef"))).Id);
        }

        Assert.Equal((3, 2), (house.Chats, house.Vectors));
        var row = await house.RowAsync(ids[2]);
        Assert.Equal("a budget has no room for the vector", row.GetProperty("decision").GetProperty("cache").GetProperty("semantic").GetProperty("why").GetString());
    }

    [Fact]
    public async Task Similar_ServedToOneWhoIsWaitedFor_SaysSoToAll()
    {
        await using var house = await SemanticHouse.StartAsync();
        var first = await house.AskAsync(First);
        await house.OpenAsync();
        foreach (var question in Others)
        {
            var release = new TaskCompletionSource();
            house.Release = release.Task;
            Task<Answered>[] asking = [.. Enumerable.Range(0, 3).Select(_ => house.AskAsync(question))];
            await house.JoinedAsync(2);
            release.SetResult();
            var told = await Task.WhenAll(asking);
            if (told.All(one => one.Cache is "miss" or "joined"))
            {
                continue;    // one hit in a hundred is asked all the same
            }

            Assert.All(told, one => Assert.Equal(("semantic", first.Text), (one.Cache, one.Text)));
            Assert.Single(told.Select(one => one.Similarity).Distinct());
            foreach (var one in told)
            {
                var row = await house.RowAsync(one.Id);
                Assert.Equal("semantic", row.GetProperty("cache").GetString());
                Assert.Equal(one.Similarity, Math.Round(row.GetProperty("decision").GetProperty("cache").GetProperty("similarity").GetDouble(), 4));
            }

            Assert.Equal(3, (await house.UntilAsync(_ => true)).GetProperty("hits").GetInt32());
            return;
        }

        throw new Xunit.Sdk.XunitException("nothing was served");
    }

    [Fact]
    public async Task Explain_SaysWhetherASimilarQuestionWouldBeLookedFor()
    {
        await using var house = await SemanticHouse.StartAsync("policies: [{ name: at home, when: { data_class: confidential }, require: { hosting: self } }]");
        await house.UntilAsync(_ => true);    // the store is read
        var looks = (await house.ExplainAsync(First)).GetProperty("semantic");
        Assert.Equal((true, false, "gathering 0 of 388", "vectors", 0.85), (looks.GetProperty("looks").GetBoolean(), looks.GetProperty("open").GetBoolean(), looks.GetProperty("state").GetString(), looks.GetProperty("embedder").GetString(), looks.GetProperty("min_similarity").GetDouble()));

        var longer = (await house.ExplainAsync(new string('x', 3_000))).GetProperty("semantic");
        Assert.Equal((false, "longer than 2000 characters"), (longer.GetProperty("looks").GetBoolean(), longer.GetProperty("why").GetString()));
        await house.AskAsync(First);
        Assert.Equal("the very question is known, or under way", (await house.ExplainAsync(First)).GetProperty("semantic").GetProperty("why").GetString());
        Assert.Equal((1, 1), (house.Chats, house.Vectors));
    }

    [Theory]
    [InlineData("SAME", 0)]
    [InlineData("**Different.**", 1)]
    public async Task Judge_OfTwoAnswers_HasTheLastWord(string word, int wrong)
    {
        await using var house = await SemanticHouse.StartAsync(judge: "judge: away/j, ");
        house.Judges = word;
        await house.AskAsync(First);
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        house.Says = "In spring. Soil that stays moist, and patience.";
        await house.AskAsync(Others[0]);
        var route = await house.UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("checks").GetInt32() == 1);
        Assert.Equal(wrong, route.GetProperty("false").GetInt32());
        var asked = house.Judged[0].GetProperty("messages")[1].GetProperty("content").GetString()!;
        Assert.Contains(Others[0], asked);
        Assert.Contains("Sow them in spring", asked);
        Assert.Contains(house.Says, asked);
    }

    [Fact]
    public async Task Verb_Cache_ShowsWhatTheRouteHasProved()
    {
        await using var house = await SemanticHouse.StartAsync();
        await house.AskAsync(First);
        await house.OpenAsync();
        await house.AskUntilServedAsync();
        var table = await house.RunAsync("cache");
        var curve = await house.RunAsync("cache", "--curve");

        Assert.Equal((0, 0), (table.Code, curve.Code));
        var row = Assert.Single(table.Output.Split('\n'), line => line.Contains("faq", StringComparison.Ordinal));
        Assert.Contains("open", row);
        Assert.Equal(20, curve.Output.Split('\n').Count(line => line.Contains("faq", StringComparison.Ordinal)));    // 0.80 to 0.99
    }
}
