using Clemap.Contracts.Actions;
using Clemap.Contracts.Sites;
using Clemap.Platform.Http;

namespace Clemap.Platform.Actions;

/// <summary>What the fields of an action must hold.</summary>
internal static class ActionRules
{
    public const int UsualLifeS = 300;
    public const int LongestCard = 20;
    public const int LongestText = 100;
    private const int ShortestLifeS = 5;
    private const int LongestLifeS = 86_400;

    /// <returns>The first broken rule of each field.</returns>
    public static IReadOnlyList<BrokenRule> Check(ActionFields fields, SiteModel model) =>
    [
        .. new[]
        {
            Kind(fields.Kind), Station(fields.StationId, model), Life(fields.ExpiresInS),
            Only(ActionKind.StartSession, fields.Kind, "card", fields.Card, LongestCard), Only(ActionKind.FirmwareNotice, fields.Kind, "text", fields.Text, LongestText),
        }.OfType<BrokenRule>(),
    ];

    private static BrokenRule? Kind(string? kind) => kind switch
    {
        null => new("required", "kind", "The kind is missing."),
        _ => ActionKind.All.Contains(kind) ? null : new("unknown", "kind", $"The kind must be one of {string.Join(", ", ActionKind.All)}."),
    };

    private static BrokenRule? Station(Guid? id, SiteModel model) => id switch
    {
        null => new("required", "stationId", "The stationId is missing."),
        _ => model.Stations.Any(station => station.Id == id) ? null : new("unknown", "stationId", $"There is no station {id} at this site."),
    };

    private static BrokenRule? Life(int? seconds) => seconds is null or (>= ShortestLifeS and <= LongestLifeS)
        ? null
        : new("out-of-range", "expiresInS", $"An action expires after {ShortestLifeS} to {LongestLifeS} s.");

    private static BrokenRule? Only(string kind, string? given, string field, string? value, int longest) => given == kind
        ? OneLine.Check(field, value, longest)
        : value is null ? null : new("not-for-this-kind", field, $"The {field} is for {kind} only.");
}
