using Clemap.Platform.Http;

namespace Clemap.Platform.Sites.Groups;

internal static class MeteringGroupRules
{
    /// <param name="known">Meters and stations that the site's device reports.</param>
    /// <param name="others">The site's other groups.</param>
    /// <param name="before">The group as it is; <see langword="null"/> for a new one. What is in it may stay, also when the device does not report it any more.</param>
    /// <returns>The first broken rule of each field.</returns>
    public static IReadOnlyList<BrokenRule> Check(
        MeteringGroupFields fields, IReadOnlyDictionary<Guid, string> known, IReadOnlyList<MeteringGroupRow> others, MeteringGroupRow? before) =>
    [
        .. new[] { Name(fields.Name, others), Sources(fields.SourceIds, known, before), Count(others, before) }.OfType<BrokenRule>(),
    ];

    private static BrokenRule? Name(string? name, IReadOnlyList<MeteringGroupRow> others) =>
        OneLine.Check("name", name, IMeteringGroups.LongestName)
        ?? (others.Any(other => string.Equals(other.Name, name!.Trim(), StringComparison.OrdinalIgnoreCase)) ? new("taken", "name", "The site has a group of this name already.") : null);

    private static BrokenRule? Sources(IReadOnlyList<Guid>? sources, IReadOnlyDictionary<Guid, string> known, MeteringGroupRow? before) => sources switch
    {
        null or [] => new("required", "sourceIds", "A group has at least one meter or station."),
        { Count: > IMeteringGroups.MostSources } => new("too-many", "sourceIds", $"A group has at most {IMeteringGroups.MostSources} meters and stations."),
        _ when sources.Any(id => !known.ContainsKey(id) && before?.SourceIds.Contains(id) != true) => new("unknown", "sourceIds", "The site has no such meter or station."),
        _ => null,
    };

    private static BrokenRule? Count(IReadOnlyList<MeteringGroupRow> others, MeteringGroupRow? before) => before is null && others.Count >= IMeteringGroups.MostGroups
        ? new("too-many", "", $"A site has at most {IMeteringGroups.MostGroups} groups.")
        : null;
}
