using System.Collections.Concurrent;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;

namespace Clemap.Telemetry.Tests;

/// <summary>The sites that tests made.</summary>
internal sealed class Directories : IDeviceDirectory
{
    private readonly ConcurrentBag<TestSite> sites = [];
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> historyFrom = new();

    public void Add(TestSite site) => sites.Add(site);

    public TestSite? Site(Guid organisationId, Guid siteId) =>
        sites.Where(site => site.OrganisationId == organisationId && site.SiteId == siteId).MaxBy(site => site.Sources.Length);

    public IEnumerable<Guid> Sites(Guid organisationId) => sites.Where(site => site.OrganisationId == organisationId).Select(site => site.SiteId).Distinct();

    public Task<IReadOnlySet<Guid>> SourcesAsync(Guid organisationId, Guid deviceId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<Guid>>(
            sites.Where(site => site.OrganisationId == organisationId && site.DeviceId == deviceId).SelectMany(site => site.Sources).ToHashSet());

    public Task<DeviceIdentity?> FindAsync(Guid deviceId, CancellationToken cancellationToken) => Task.FromResult(
        sites.FirstOrDefault(site => site.DeviceId == deviceId) is { } site
            ? new DeviceIdentity(deviceId, site.OrganisationId, site.SiteId, "CL", true, null, historyFrom.TryGetValue(deviceId, out var from) ? from : null)
            : null);

    /// <summary>The device was another organisation's until then.</summary>
    public void Claimed(Guid deviceId, DateTimeOffset at) => historyFrom[deviceId] = at;

    public Task<DeviceIdentity?> EnrolByKeyAsync(string serial, string publicKeyJson, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeviceIdentity?> EnrolAsync(string serial, string oneTimeCode, string publicKeyJson, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

internal sealed class SitesOfOrganisation(Directories directories, IOrganisationContext organisation) : ISiteDirectory
{
    public Task<IReadOnlyList<SiteSummary>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SiteSummary>>(
        [.. directories.Sites(organisation.OrganisationId ?? Guid.Empty).Select(siteId => new SiteSummary(siteId, "Test", "Test", "Europe/Zurich", null))]);

    public Task<SiteDetail?> FindAsync(Guid siteId, CancellationToken cancellationToken)
    {
        var site = directories.Site(organisation.OrganisationId ?? Guid.Empty, siteId);
        return Task.FromResult(site is null ? null : new SiteDetail(
            siteId, "Test", "Test", "Europe/Zurich", site.DeviceId,
            new SiteModel { Circuits = [], Meters = [.. site.Sources.Select(id => new MeterModel(id, "M", MeterKind.Circuit))], Stations = [] },
            new DesiredStateDocument(0, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>()), null, null));
    }
}
