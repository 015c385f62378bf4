namespace Clemap.Architecture.Tests.Rules;

/// <summary>Project references are exactly the arrows of docs/architecture.md.</summary>
internal static class ArrowRule
{
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Clemap.Contracts"] = [],
        ["Clemap.LoadControl"] = [],
        ["Clemap.Edge"] = ["Clemap.Contracts", "Clemap.LoadControl"],
        ["Clemap.Platform"] = ["Clemap.Contracts", "Clemap.LoadControl"],
        ["Clemap.Telemetry"] = ["Clemap.Platform"],
        ["Clemap.Billing"] = ["Clemap.Telemetry", "Clemap.Platform"],
        ["Clemap.Identity"] = ["Clemap.Platform"],
        ["Clemap.Portal"] = ["Clemap.Billing", "Clemap.Telemetry", "Clemap.Platform"],
        ["Clemap.Server"] = ["Clemap.Platform", "Clemap.Telemetry", "Clemap.Billing", "Clemap.Identity", "Clemap.Portal"],
        ["Clemap.Simulator"] = ["Clemap.LoadControl"],
        ["Clemap.Demo"] = ["Clemap.Contracts"],
    };

    public static IEnumerable<string> Violations(IReadOnlyDictionary<string, IReadOnlySet<string>> actual)
    {
        foreach (var project in actual.Keys.Union(Allowed.Keys).Order(StringComparer.Ordinal))
        {
            if (!Allowed.TryGetValue(project, out var allowed))
                yield return $"{project} is a room without a place in the architecture";
            else if (!actual.TryGetValue(project, out var references))
                yield return $"{project} does not exist";
            else
            {
                foreach (var extra in references.Except(allowed))
                    yield return $"{project} must not reference {extra}";
                foreach (var missing in allowed.Except(references))
                    yield return $"{project} no longer references {missing}";
            }
        }
    }

    /// <summary>All that a project reaches, itself included.</summary>
    public static IReadOnlySet<string> Closure(string project, IReadOnlyDictionary<string, IReadOnlySet<string>> arrows)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([project]);
        while (waiting.TryPop(out var next))
        {
            if (reached.Add(next) && arrows.TryGetValue(next, out var references))
            {
                foreach (var reference in references)
                    waiting.Push(reference);
            }
        }

        return reached;
    }
}
