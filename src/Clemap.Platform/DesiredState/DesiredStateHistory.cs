using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.DesiredState;

internal sealed class DesiredStateHistory(PlatformContext database, AuditNames names, TimeProvider time) : IDesiredStateHistory
{
    /// <summary>A device reports every 30 s: after three times that it is silent.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(90);

    private static DesiredVersion Nothing { get; } = new(0, null, null, null, Documents.None);

    public async Task<DesiredStateStanding?> FindAsync(Guid siteId, CancellationToken cancellationToken)
    {
        if (!await KnowsAsync(siteId, cancellationToken))
            return null;
        if (await DeviceAsync(siteId, cancellationToken) is not { } device)
            return new(Nothing, StandingState.AsCommissioned, null, null, null);
        var row = await Versions(device).OrderByDescending(version => version.Version).FirstOrDefaultAsync(cancellationToken);
        var wanted = row is null ? Nothing : (await NamedAsync([row], cancellationToken))[0];
        var report = await database.ReportedStates.AsNoTracking().SingleOrDefaultAsync(report => report.DeviceId == device, cancellationToken);
        var reported = report is null ? null : JsonSerializer.Deserialize(report.Document, ContractsJson.Default.ReportedState);
        var state = StateOf(wanted.Version, reported, report?.ReportedAt, time.GetUtcNow());
        var since = state switch
        {
            StandingState.AsCommissioned => null,
            StandingState.InForce => reported!.AppliedAt,
            StandingState.Refused => await RefusedAtAsync(database, device, cancellationToken) ?? report!.ReportedAt,
            _ => wanted.At,
        };
        return new(wanted, state, since, reported, report?.ReportedAt);
    }

    public async Task<VersionPage?> ListAsync(Guid siteId, long? before, int limit, CancellationToken cancellationToken)
    {
        if (!await KnowsAsync(siteId, cancellationToken))
            return null;
        if (await DeviceAsync(siteId, cancellationToken) is not { } device)
            return new([], null);
        // One more than is shown: what the last of the page was changed from.
        var rows = await Versions(device).Where(version => before == null || version.Version < before)
            .OrderByDescending(version => version.Version).Take(limit + 1).ToListAsync(cancellationToken);
        var named = await NamedAsync(rows, cancellationToken);
        var shown = named.Take(limit)
            .Select((version, i) => new VersionSummary(
                version.Version, version.At!.Value, version.ById, version.By,
                Difference.Between(i + 1 < named.Count ? named[i + 1].Document : Documents.None, version.Document)))
            .ToList();
        return new(shown, named.Count > limit ? shown[^1].Version : null);
    }

    public async Task<DesiredVersion?> FindAsync(Guid siteId, long version, CancellationToken cancellationToken)
    {
        if (!await KnowsAsync(siteId, cancellationToken))
            return null;
        if (version == 0)
            return Nothing;
        if (await DeviceAsync(siteId, cancellationToken) is not { } device)
            return null;
        var rows = await Versions(device).Where(row => row.Version == version).ToListAsync(cancellationToken);
        return (await NamedAsync(rows, cancellationToken)).SingleOrDefault();
    }

    public async Task<VersionDifference?> CompareAsync(Guid siteId, long from, long to, CancellationToken cancellationToken)
    {
        if (!await KnowsAsync(siteId, cancellationToken))
            return null;
        var device = await DeviceAsync(siteId, cancellationToken);
        var documents = await database.DesiredStates.Where(row => row.DeviceId == device && (row.Version == from || row.Version == to))
            .ToDictionaryAsync(row => row.Version, row => row.Document, cancellationToken);
        return Of(from) is { } old && Of(to) is { } now ? new(from, to, Difference.Between(old, now)) : null;

        DesiredStateDocument? Of(long version) =>
            version == 0 ? Documents.None : documents.GetValueOrDefault(version) is { } json ? Documents.ReadDesired(json) : null;
    }

    /// <param name="version">The newest that is wanted.</param>
    internal static StandingState StateOf(long version, ReportedState? reported, DateTimeOffset? reportedAt, DateTimeOffset now) =>
        version == 0 ? StandingState.AsCommissioned
        : reported?.Version == version ? StandingState.InForce
        : reported?.Refused?.Version == version ? StandingState.Refused
        : reportedAt is { } at && now - at <= SilentAfter ? StandingState.Waiting
        : StandingState.Silent;

    /// <summary>When the device refused last, UTC; <see langword="null"/> when that is no longer kept.</summary>
    internal static async Task<DateTimeOffset?> RefusedAtAsync(PlatformContext database, Guid deviceId, CancellationToken cancellationToken) => await database.Audit
        .Where(entry => entry.SubjectId == deviceId && entry.Action == AuditAction.DesiredStateRefused)
        .OrderByDescending(entry => entry.Id).Select(entry => (DateTimeOffset?)entry.At).FirstOrDefaultAsync(cancellationToken);

    private Task<bool> KnowsAsync(Guid siteId, CancellationToken cancellationToken) => database.Sites.AnyAsync(site => site.Id == siteId, cancellationToken);

    private Task<Guid?> DeviceAsync(Guid siteId, CancellationToken cancellationToken) => database.Devices
        .Where(device => device.SiteId == siteId && device.State != DeviceState.Retired).Select(device => (Guid?)device.Id).SingleOrDefaultAsync(cancellationToken);

    private IQueryable<DesiredStateVersion> Versions(Guid deviceId) => database.DesiredStates.AsNoTracking().Where(version => version.DeviceId == deviceId);

    private async Task<IReadOnlyList<DesiredVersion>> NamedAsync(List<DesiredStateVersion> rows, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync([.. rows.Select(row => row.CreatedBy).OfType<Guid>().Distinct()], cancellationToken);
        return rows.ConvertAll(row => new DesiredVersion(
            row.Version, row.CreatedAt, row.CreatedBy, row.CreatedBy is { } by ? known.GetValueOrDefault(by) : null, Documents.ReadDesired(row.Document)));
    }
}
