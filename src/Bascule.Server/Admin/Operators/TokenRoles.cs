using System.Security.Claims;
using System.Text.Json;

namespace Bascule.Server.Admin.Operators;

/// <summary>Finds the roles in a token's claims: a claim of that name, or one within another, as <c>realm_access.roles</c>.</summary>
internal static class TokenRoles
{
    public static OperatorRole Of(IEnumerable<Claim> claims, string path)
    {
        var all = claims.ToArray();
        var direct = all.Where(claim => claim.Type == path).SelectMany(Words).ToArray();
        return (direct.Length > 0 ? direct : [.. Below(all, path)]).Aggregate(OperatorRole.None, (roles, word) => roles | Roles.Parse(word));
    }

    private static IEnumerable<string> Below(Claim[] claims, string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            if (claims.FirstOrDefault(claim => claim.Type == path[..dot]) is { } claim && TryParse(claim.Value) is { } json)
            {
                foreach (var name in path[(dot + 1)..].Split('.'))
                {
                    json = json is { ValueKind: JsonValueKind.Object } node && node.TryGetProperty(name, out var below) ? below : default;
                }

                return Texts(json);
            }
        }

        return [];
    }

    /// <summary>A list comes as a claim an item; a text may hold several words, as scopes do.</summary>
    private static IEnumerable<string> Words(Claim claim) => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        JsonValueKind.Array => [.. json.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
