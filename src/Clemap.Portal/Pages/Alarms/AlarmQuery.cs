using Clemap.Telemetry.Alarms;
using Microsoft.AspNetCore.WebUtilities;

namespace Clemap.Portal.Pages.Alarms;

/// <summary>What the address of the page asks for. What it does not understand it leaves out.</summary>
/// <param name="All">Also those that are over.</param>
/// <param name="Before">Last alarm of the page before.</param>
internal sealed record AlarmQuery(Guid? SiteId = null, bool All = false, AlarmSeverity? Severity = null, string? Kind = null, Guid? Before = null)
{
    private const string AllWord = "all";

    /// <summary>Narrower than the page is by itself.</summary>
    public bool IsNarrow => SiteId is not null || Severity is not null || Kind is not null || Before is not null;

    /// <summary>What stands in the one list of severities and kinds.</summary>
    public string What => Kind ?? Word(Severity) ?? "";

    public static AlarmQuery Of(string? site, string? state, string? severity, string? kind, string? before)
    {
        var known = AlarmKind.All.Contains(kind ?? "") ? kind : null;
        return new(
            Guid.TryParse(site, out var siteId) ? siteId : null,
            state == AllWord,
            known is null ? Enum.GetValues<AlarmSeverity>().Where(one => Word(one) == severity).Select(one => (AlarmSeverity?)one).FirstOrDefault() : null,
            known,
            Guid.TryParse(before, out var last) ? last : null);
    }

    /// <summary>With the severity or the kind of the one list, from the newest on.</summary>
    public AlarmQuery With(string? what) => Of(null, null, what, what, null) with { SiteId = SiteId, All = All };

    public AlarmFilter ToFilter() => new(All ? null : true, SiteId, Kind, Before, Severity: Word(Severity));

    public string ToAddress() => QueryHelpers.AddQueryString(PortalPaths.Alarms, new Dictionary<string, string?>
    {
        ["site"] = SiteId?.ToString(),
        ["state"] = All ? AllWord : null,
        ["severity"] = Word(Severity),
        ["kind"] = Kind,
        ["before"] = Before?.ToString(),
    }.Where(pair => pair.Value is not null));

    public static string? Word(AlarmSeverity? severity) => severity?.ToString().ToLowerInvariant();
}
