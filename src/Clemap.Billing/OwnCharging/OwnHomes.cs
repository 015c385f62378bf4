using Clemap.Billing.Database;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Billing.OwnCharging;

/// <summary>
/// What the whole building has to be asked for: names of stations, the solar share, the months of invoices. It acts for the organisation, and hands out what is the person's.
/// </summary>
internal sealed class OwnHomes(IServiceProvider services, IOrganisationContext organisation, IPeople people, TimeProvider time)
{
    /// <summary>Whoever signs in with a resident's address is that resident from now on.</summary>
    public async Task LinkAsync(CancellationToken cancellationToken)
    {
        if (organisation.Reach.IsWhole || organisation.ActorId is not { } person || await people.FindAsync(person, cancellationToken) is not { } found)
            return;
        await using var scope = Whole();
        var database = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
        // An address is stored in lower case, and proven by a letter before anybody signs in with it.
        var address = found.Email.ToLowerInvariant();
        var waiting = await database.Residents.Where(row => row.PersonId == null && row.Email == address && row.Name != "").ToListAsync(cancellationToken);
        if (waiting.Count == 0)
            return;
        foreach (var resident in waiting)
            resident.PersonId = person;
        await database.SaveChangesAsync(cancellationToken);
        var audit = scope.ServiceProvider.GetRequiredService<IAuditWriter>();
        foreach (var resident in waiting)
            await audit.RecordAsync(AuditAction.ResidentSignedIn, resident.Id, null, cancellationToken);
    }

    /// <param name="own">Residents that the person is.</param>
    public async Task<IReadOnlyList<OwnHome>> HomesAsync(IReadOnlyList<ResidentRow> own, CancellationToken cancellationToken)
    {
        await using var scope = Whole();
        List<OwnHome> homes = [];
        foreach (var bySite in own.GroupBy(resident => resident.SiteId))
        {
            var site = await scope.ServiceProvider.GetRequiredService<ISiteDirectory>().FindAsync(bySite.Key, cancellationToken)
                ?? throw new InvalidOperationException($"There is no site {bySite.Key}.");
            var months = await MonthsAsync(scope.ServiceProvider.GetRequiredService<MonthReader>(), site, cancellationToken);
            homes.AddRange(bySite.Select(resident => new OwnHome(resident.Id, site.Name, resident.Unit, site.TimeZone, months(resident.Id))));
        }

        return [.. homes.OrderBy(home => home.Site, StringComparer.OrdinalIgnoreCase).ThenBy(home => home.Unit, StringComparer.OrdinalIgnoreCase)];
    }

    /// <returns>Time zone of each site, and names of its stations.</returns>
    public async Task<IReadOnlyDictionary<Guid, SiteDetail>> SitesAsync(IEnumerable<Guid> siteIds, CancellationToken cancellationToken)
    {
        await using var scope = Whole();
        var directory = scope.ServiceProvider.GetRequiredService<ISiteDirectory>();
        var sites = new Dictionary<Guid, SiteDetail>();
        foreach (var id in siteIds.Distinct())
            sites[id] = await directory.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"There is no site {id}.");
        return sites;
    }

    public async Task<IReadOnlyDictionary<Guid, (Guid SiteId, DateOnly Month)>> RunsAsync(IReadOnlyCollection<Guid> runIds, CancellationToken cancellationToken)
    {
        await using var scope = Whole();
        return await scope.ServiceProvider.GetRequiredService<BillingDbContext>().Runs.AsNoTracking()
            .Where(run => runIds.Contains(run.Id)).ToDictionaryAsync(run => run.Id, run => (run.SiteId, run.Month), cancellationToken);
    }

    private AsyncServiceScope Whole() => services.CreateOrganisationScope(
        organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope."), organisation.ActorId);

    private async Task<Func<Guid, OwnMonth?>> MonthsAsync(MonthReader reader, SiteDetail site, CancellationToken cancellationToken)
    {
        var today = LocalDays.Of(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
        var month = new DateOnly(today.Year, today.Month, 1);
        if (await reader.ReadAsync(site.Id, month, settled: false, cancellationToken) is not { Data: { } data })
            return _ => null;
        var account = MonthAccount.Of(data);
        return resident =>
        {
            if (!account.Usage.TryGetValue(resident, out var usage))
                return null;
            var amounts = InvoiceCalculation.Of(usage, data.Tariff);
            return new OwnMonth(month, usage.EnergyWh, usage.SolarWh, amounts.Vat, amounts.Total, Money.Currency, account.Estimated.Contains(resident));
        };
    }
}
