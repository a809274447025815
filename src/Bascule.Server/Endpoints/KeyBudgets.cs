using System.Text.Json;
using Bascule.Engine.Limits.Budgets;
using Bascule.Server.Admin;

namespace Bascule.Server.Endpoints;

/// <summary>Writes what is left of a key's own budget and of its team's: <c>budget</c> and <c>team_budget</c>. The organisation's is not the caller's to know.</summary>
internal static class KeyBudgets
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<BudgetState> states)
    {
        foreach (var state in states)
        {
            if (state.Scope is BudgetScope.Key or BudgetScope.Team)
            {
                Write(json, state.Scope == BudgetScope.Key ? "budget" : "team_budget", state);
            }
        }
    }

    /// <summary>One budget and how it stands.</summary>
    public static void Write(Utf8JsonWriter json, string name, BudgetState state)
    {
        json.WriteStartObject(name);
        RowJson.WriteUsd(json, "usd", state.Budget.Nano);
        json.WriteString("per", state.Budget.Per.ToWord());
        RowJson.WriteUsd(json, "spent_usd", state.Spent);
        RowJson.WriteUsd(json, "reserved_usd", state.Reserved);
        RowJson.WriteUsd(json, "left_usd", state.Left);
        json.WriteString("renews", state.Renews);
        json.WriteEndObject();
    }
}
