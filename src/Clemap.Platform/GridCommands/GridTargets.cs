using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Sites;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.GridCommands;

/// <summary>A site as a command meets it.</summary>
internal sealed record TargetSite(Guid SiteId, string Name, Guid? DeviceId, DateTimeOffset? LastSeenAt, SiteModel? Model);

/// <param name="CircuitId"><see langword="null"/> for the grid connection, and for a station.</param>
internal sealed record Target(TargetSite Site, Guid? CircuitId, Guid? StationId = null)
{
    /// <summary>Of the circuit or station; <see langword="null"/> for the grid connection.</summary>
    public string? Part => Site.Model?.Circuits.FirstOrDefault(circuit => circuit.Id == CircuitId)?.Name ?? Site.Model?.Stations.FirstOrDefault(station => station.Id == StationId)?.Name;
}

/// <summary>Sites, metering points and groups → circuits and stations. What is unknown and what is not reached are told alike.</summary>
internal sealed class GridTargets(PlatformContext database, IMeteringPoints meteringPoints)
{
    public async Task<(IReadOnlyList<Target> Targets, IReadOnlyList<BrokenRule> Broken)> ResolveAsync(GridTargetFields fields, CancellationToken cancellationToken)
    {
        var siteIds = (fields.SiteIds ?? []).Distinct().ToList();
        var pointIds = (fields.MeteringPointIds ?? []).Distinct().ToList();
        var groupIds = (fields.GroupIds ?? []).Distinct().ToList();
        var points = pointIds.Count == 0 ? [] : await meteringPoints.FindAsync(pointIds, cancellationToken);
        var groups = await database.MeteringGroups.AsNoTracking().Where(group => groupIds.Contains(group.Id)).ToListAsync(cancellationToken);
        var sites = await SitesAsync([.. siteIds, .. points.Select(point => point.SiteId), .. groups.Select(group => group.SiteId)], cancellationToken);

        var (targets, broken) = (new List<Target>(), new List<BrokenRule>());
        foreach (var (i, id) in siteIds.Index())
        {
            if (sites.TryGetValue(id, out var site))
                targets.Add(new(site, null));
            else
                broken.Add(new("unknown", $"targets.siteIds[{i}]", $"There is no site {id} that can be commanded."));
        }

        foreach (var (i, id) in pointIds.Index())
            Add($"targets.meteringPointIds[{i}]", $"metering point {id}", points.Where(point => point.Id == id).Select(point => (point.SiteId, point.SourceId)));
        foreach (var (i, id) in groupIds.Index())
            Add($"targets.groupIds[{i}]", $"group {id}", groups.Where(group => group.Id == id).SelectMany(group => group.SourceIds.Select(source => (group.SiteId, source))));
        return (broken.Count > 0 ? [] : [.. targets.DistinctBy(target => (target.Site.SiteId, target.CircuitId, target.StationId))], broken);

        void Add(string field, string what, IEnumerable<(Guid SiteId, Guid SourceId)> sources)
        {
            var known = sources.Where(source => sites.ContainsKey(source.SiteId)).ToList();
            var parts = known.SelectMany(source => Parts(sites[source.SiteId], source.SourceId)).ToList();
            if (parts.Count > 0)
                targets.AddRange(parts);
            else if (known.Count > 0)
                broken.Add(new("no-circuit", field, $"The {what} is no station, and no meter of it measures a circuit, so that there is nothing to limit."));
            else
                broken.Add(new("unknown", field, $"There is no {what} that can be commanded."));
        }
    }

    /// <summary>Those that the scope reaches.</summary>
    public async Task<IReadOnlyDictionary<Guid, TargetSite>> SitesAsync(IReadOnlyCollection<Guid>? ids, CancellationToken cancellationToken)
    {
        var rows = await (
            from site in database.Sites.AsNoTracking()
            where ids == null || ids.Contains(site.Id)
            from device in database.Devices.Where(device => device.SiteId == site.Id && device.State != DeviceState.Retired).DefaultIfEmpty()
            from model in database.SiteModels.Where(model => model.DeviceId == device!.Id).DefaultIfEmpty()
            select new { site.Id, site.Name, DeviceId = (Guid?)device!.Id, device!.LastSeenAt, Model = model!.Document }).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Id, row => new TargetSite(
            row.Id, row.Name, row.DeviceId, row.LastSeenAt, row.Model is null ? null : JsonSerializer.Deserialize(row.Model, ContractsJson.Default.SiteModel)));
    }

    private static IEnumerable<Target> Parts(TargetSite site, Guid sourceId) => (site.Model?.Circuits ?? [])
        .Where(circuit => circuit.MeterId == sourceId).Select(circuit => new Target(site, circuit.ParentId is null ? null : circuit.Id))
        .Concat((site.Model?.Stations ?? []).Where(station => station.Id == sourceId).Select(station => new Target(site, null, station.Id)));
}
