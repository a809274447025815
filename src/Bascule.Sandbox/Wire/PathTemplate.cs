namespace Bascule.Sandbox.Wire;

/// <summary>A path to match: <c>*</c> is any one step, <c>{name}</c> the one that is kept; what follows the name in its step must follow there too.</summary>
internal sealed class PathTemplate(string template)
{
    private readonly string[] _steps = template.Split('/');

    /// <summary>The kept step, empty where the template keeps none; null when the path is another.</summary>
    public string? Match(string path)
    {
        var steps = path.Split('/');
        if (steps.Length != _steps.Length)
        {
            return null;
        }

        var kept = "";
        for (var at = 0; at < steps.Length; at++)
        {
            var wanted = _steps[at];
            if (wanted.StartsWith('{'))
            {
                var tail = wanted[(wanted.IndexOf('}', StringComparison.Ordinal) + 1)..];
                if (steps[at].Length <= tail.Length || !steps[at].EndsWith(tail, StringComparison.Ordinal))
                {
                    return null;
                }

                kept = steps[at][..^tail.Length];
            }
            else if (wanted != "*" && wanted != steps[at])
            {
                return null;
            }
        }

        return kept;
    }
}
