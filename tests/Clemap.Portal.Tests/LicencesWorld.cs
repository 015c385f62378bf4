using Clemap.Platform.Licences;

namespace Clemap.Portal.Tests;

/// <summary>All options everywhere, unless told otherwise.</summary>
internal sealed class LicencesWorld : ILicences
{
    public HashSet<string> Missing { get; } = [];

    public List<LicenceView> Licences { get; } = [];

    public List<LicensedSite> Sites { get; } = [new(World.SiteId, "Sonnenhof 12", 6)];

    public List<(string Step, Guid Licence, Guid Site)> Steps { get; } = [];

    public LicenceChange Answer { get; set; } = LicenceChange.Done;

    public Task<bool> HasAsync(string option, Guid siteId, CancellationToken cancellationToken) => Task.FromResult(!Missing.Contains(option));

    public Task<bool> HasAsync(string option, CancellationToken cancellationToken) => Task.FromResult(!Missing.Contains(option));

    public Task<LicenceOverview> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new LicenceOverview(
        Licences,
        [.. LicenceOption.All.Select(option => Missing.Contains(option) ? new OptionView(option, [], [World.SiteId]) : new OptionView(option, [World.SiteId], []))],
        Sites));

    public Task<LicenceChange> AssignAsync(Guid licenceId, Guid siteId, CancellationToken cancellationToken)
    {
        Steps.Add(("assign", licenceId, siteId));
        return Task.FromResult(Answer);
    }

    public Task<LicenceChange> UnassignAsync(Guid licenceId, Guid siteId, CancellationToken cancellationToken)
    {
        Steps.Add(("unassign", licenceId, siteId));
        return Task.FromResult(Answer);
    }
}
