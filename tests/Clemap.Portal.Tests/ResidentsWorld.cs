using Clemap.Billing.Residents;
using Clemap.Platform.Http;

namespace Clemap.Portal.Tests;

internal sealed class ResidentsWorld : IResidents
{
    public static readonly ResidentView Anna = new(
        World.Id(0xc1), World.SiteId, "v1", "Anna Keller", "Flat 3", new("Sonnenhof", "12", "8004", "Zürich"), "de",
        [new("04A1B2C3D4", new(2026, 1, 1))], [new(World.A1, new(2026, 1, 1)), new(World.B1, new(2025, 1, 1), new(2025, 12, 31))]);

    public List<ResidentView> All { get; } = [Anna];

    public List<ResidentQuery> Asked { get; } = [];

    public List<(Guid Id, ResidentFields Fields)> Saved { get; } = [];

    public IReadOnlyList<BrokenRule> Broken { get; set; } = [];

    public bool IsConflict { get; set; }

    public ResidentRemoval Removal { get; set; }

    public int Pages { get; set; } = 1;

    public Task<ResidentPage?> ListAsync(Guid siteId, ResidentQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        var fit = All.Where(resident => resident.Name.Contains(query.Text ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
        return Task.FromResult<ResidentPage?>(new(fit, query.Page ?? 1, Pages, fit.Count));
    }

    public Task<ResidentView?> FindAsync(Guid residentId, CancellationToken cancellationToken) => Task.FromResult(All.Find(resident => resident.Id == residentId));

    public Task<ResidentSaved> SaveAsync(Guid siteId, Guid residentId, ResidentFields fields, CancellationToken cancellationToken)
    {
        Saved.Add((residentId, fields));
        if (Broken.Count > 0)
            return Task.FromResult(new ResidentSaved(null, Broken));
        var view = new ResidentView(residentId, siteId, "v2", fields.Name!, fields.Unit!, fields.Address!, fields.Language!, fields.Cards!, fields.ParkingSpaces!);
        if (!IsConflict)
        {
            All.RemoveAll(known => known.Id == residentId);
            All.Add(view);
        }

        return Task.FromResult(new ResidentSaved(view, [], IsConflict));
    }

    public Task<ResidentRemoval> RemoveAsync(Guid siteId, Guid residentId, CancellationToken cancellationToken)
    {
        if (Removal is ResidentRemoval.Done)
            All.RemoveAll(resident => resident.Id == residentId);
        return Task.FromResult(Removal);
    }
}
