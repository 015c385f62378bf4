using Clemap.Contracts.DesiredState;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.DesiredState.Rollouts;

/// <summary>
/// What became of each site of a roll-out. What a device says is noted when it says it, however long the roll-out is over; that it is silent, or another one, is reckoned when somebody looks.
/// </summary>
internal static class RolloutStandings
{
    /// <summary>A device that has not answered for so long halts the roll-out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The sites as they stand now.</summary>
    public static IQueryable<RolloutStanding> Of(PlatformContext database, IQueryable<RolloutSiteRow> sites, DateTimeOffset now)
    {
        var silentSince = now - Patience;
        return
            from site in sites
            select new RolloutStanding
            {
                Site = site,
                State = site.DeviceId != null && site.State != RolloutSiteState.Undone && site.State != RolloutSiteState.Kept
                    && !database.Devices.Any(device => device.Id == site.DeviceId && device.SiteId == site.SiteId && device.State != DeviceState.Retired)
                        ? RolloutSiteState.DeviceReplaced
                    : site.State == RolloutSiteState.Wanted && site.ChangedAt < silentSince ? RolloutSiteState.Silent
                    : site.State == RolloutSiteState.InForce && site.VersionBefore == null ? RolloutSiteState.Unchanged
                    : site.State,
            };
    }

    /// <summary>Those that need a person: they halt the roll-out, or could not be taken back.</summary>
    public static IQueryable<RolloutStanding> InTrouble(this IQueryable<RolloutStanding> sites) => sites.Where(site =>
        site.State == RolloutSiteState.Refused || site.State == RolloutSiteState.Silent || site.State == RolloutSiteState.DeviceReplaced || site.State == RolloutSiteState.NotUndone);

    /// <summary>Notes of a wanted version what the device said last.</summary>
    /// <param name="site">With a version.</param>
    /// <param name="report"><see langword="null"/> before the first.</param>
    public static void Note(this RolloutSiteRow site, ReportedState? report, DateTimeOffset now)
    {
        var refusal = report?.Refused is { } refused && refused.Version >= site.Version && report.Version < site.Version ? refused : null;
        var state = report?.Version >= site.Version ? RolloutSiteState.InForce : refusal is not null ? RolloutSiteState.Refused : RolloutSiteState.Wanted;
        if (state != site.State)
            site.ChangedAt = now;
        (site.State, site.Code, site.Message) = (state, refusal?.Code, refusal?.Message);
    }

    /// <summary>Part of the caller's transaction: a device says something new.</summary>
    public static async Task HearAsync(PlatformContext database, Guid deviceId, ReportedState report, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What is in force and stays it, as nearly all of the past does, is not touched.
        var open = database.RolloutSites.Where(site => site.DeviceId == deviceId
            && (site.State == RolloutSiteState.Wanted || site.State == RolloutSiteState.Refused || (site.State == RolloutSiteState.InForce && site.Version > report.Version)));
        foreach (var site in await open.ToListAsync(cancellationToken))
            site.Note(report, now);
    }
}

internal sealed class RolloutStanding
{
    public required RolloutSiteRow Site { get; init; }
    public required RolloutSiteState State { get; init; }
}
