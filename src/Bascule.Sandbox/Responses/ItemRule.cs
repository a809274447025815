using System.Text.Json;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>An input item: told by its type, and a message where it has none.</summary>
internal sealed class ItemRule(Rule untyped, Rule typed) : Rule
{
    public override string Noun => "an object";

    public override bool Fits(JsonValueKind kind) => kind == JsonValueKind.Object;

    public override Finding? Check(JsonElement value, string path) => (value.Text("type") is null ? untyped : typed).Check(value, path);
}
