using System.Text;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Resilience.Prompts;

namespace Bascule.Engine.Tests.Resilience.Prompts;

public sealed class DialogueTests
{
    private readonly DialogueTable _table = new();

    [Fact]
    public void Find_TheNextTurn_IsTheSameConversation()
    {
        var dialogue = Keep("be brief", "q1");
        Assert.Same(dialogue, Find("be brief", "q1", "a1", "q2"));
        Assert.Null(Find("be brief", "other"));
        Assert.Null(Find("be long", "q1"));
    }

    [Fact]
    public void Find_OtherInstructionsAfterTheFirstAnswer_IsTheSameConversation()
    {
        var dialogue = Keep("be brief", "q1", "a1", "q2");
        Assert.Same(dialogue, Find("now be long", "q1", "a1", "q2", "a2", "q3"));
    }

    [Fact]
    public void Find_TheSameQuestionWithAnotherAnswer_IsAnotherConversation()
    {
        Keep("be brief", "q1");
        Keep("be brief", "q1", "a1", "q2");
        Assert.Null(Find("be brief", "q1", "another answer", "q2"));
    }

    [Fact]
    public void Names_OfAFirstTurnAsDeepAsRequestsMayBe_AreFound()
    {
        var prompt = Encoding.UTF8.GetBytes("[{\"content\":" + new string('[', 100) + new string(']', 100) + ",\"role\":\"user\"}");
        Assert.Null(DialogueNames.Of(prompt, 0, null, null).Begun);
    }

    [Fact]
    public void Find_AnotherTenant_FindsNothing()
    {
        var names = Names("key:a", "s", "be brief", "q1");
        _table.Put("key:a", names, new Dialogue());
        Assert.NotNull(_table.Find("key:a", names));
        Assert.Null(_table.Find("key:b", Names("key:b", "s", "be brief", "q1")));
    }

    [Fact]
    public void Find_ASession_IsTheConversationWhateverIsSaid()
    {
        var dialogue = new Dialogue();
        _table.Put(null, Names(null, "s1", "be brief", "q1"), dialogue);
        Assert.Same(dialogue, _table.Find(null, Names(null, "s1", "other", "thing")));
        Assert.Null(_table.Find(null, Names(null, "s2", "be brief", "q1")));
    }

    [Fact]
    public void Table_OneTenantWithVeryMany_PushesOutHisOwn()
    {
        var mine = Names("key:quiet", null, "be brief", "q1");
        var dialogue = new Dialogue();
        _table.Put("key:quiet", mine, dialogue);
        var first = Names("key:loud", null, "x", "0");
        _table.Put("key:loud", first, new Dialogue());
        for (var i = 1; i <= 8 * DialogueTable.MaxOfShelf; i++)
        {
            _table.Put("key:loud", Names("key:loud", null, "x", $"{i}"), new Dialogue());
        }

        Assert.Null(_table.Find("key:loud", first));
        Assert.Same(dialogue, _table.Find("key:quiet", mine));
    }

    [Fact]
    public void Held_MoreDeploymentsThanAreRemembered_TheOldestGoes()
    {
        var dialogue = new Dialogue();
        foreach (var name in new[] { "a", "b", "c", "a", "d", "e" })
        {
            dialogue.Put(new HeldPrefix(name), _table.Room);
        }

        Assert.Equal(["e", "d", "a", "c"], dialogue.Held.Select(held => held.Deployment));
    }

    private Dialogue Keep(string system, params string[] turns)
    {
        var names = Names(null, null, system, turns);
        var dialogue = _table.Find(null, names) ?? new Dialogue();
        _table.Put(null, names, dialogue);
        return dialogue;
    }

    private Dialogue? Find(string system, params string[] turns) => _table.Find(null, Names(null, null, system, turns));

    private static DialogueNames Names(string? tenant, string? session, string system, params string[] turns)
    {
        var messages = turns.Select((turn, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"{{turn}}"}""").Prepend($$"""{"role":"system","content":"{{system}}"}""");
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{string.Join(',', messages)}}]}""");
        var layout = PromptLayout.Of(body, RequestShape.Messages);
        using var prompt = new PooledBuffer(1024);
        layout.Write(body, prompt);
        return DialogueNames.Of(prompt.Written.Span, layout.TurnsAt, tenant, session);
    }
}
