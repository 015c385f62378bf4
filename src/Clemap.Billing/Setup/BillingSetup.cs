using Clemap.Billing.CheckDigits;
using Clemap.Billing.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Setup;

internal sealed class BillingSetup(BillingDbContext database, IOrganisationContext organisation) : IBillingSetup
{
    public async Task EnsureAsync(SiteBilling billing, CancellationToken cancellationToken)
    {
        SetupRules.Check(billing);
        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Two nodes that start at once would both find nothing; the second waits here and then finds it all.
        await database.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended('billing-setup ' || {billing.SiteId.ToString()}, 0))", cancellationToken);

        await EnsureCreditorAsync(owner, billing, cancellationToken);
        await EnsureTariffsAsync(owner, billing, cancellationToken);
        await EnsureResidentsAsync(owner, billing, cancellationToken);
        await EnsureMeteringPointsAsync(owner, billing, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task EnsureCreditorAsync(Guid owner, SiteBilling billing, CancellationToken cancellationToken)
    {
        var creditor = billing.Creditor;
        if (!await database.Creditors.AnyAsync(row => row.Id == creditor.Id, cancellationToken))
        {
            database.Creditors.Add(new CreditorRow
            {
                OrganisationId = owner,
                Id = creditor.Id,
                Name = creditor.Name,
                Address = creditor.Address,
                Iban = Iban.Normalise(creditor.Iban),
                Uid = creditor.Uid is { } uid ? Uid.Normalise(uid) : null,
                ReferencePrefix = creditor.ReferencePrefix,
            });
        }

        if (!await database.Sites.AnyAsync(row => row.SiteId == billing.SiteId, cancellationToken))
            database.Sites.Add(new SiteBillingRow { OrganisationId = owner, SiteId = billing.SiteId, CreditorId = creditor.Id, Sdat = billing.Sdat });
    }

    private async Task EnsureTariffsAsync(Guid owner, SiteBilling billing, CancellationToken cancellationToken)
    {
        var known = await database.Tariffs.Where(row => row.SiteId == billing.SiteId).Select(row => row.Version).ToHashSetAsync(cancellationToken);
        database.Tariffs.AddRange(billing.Tariffs.Where(tariff => known.Add(tariff.Version)).Select(tariff => new TariffRow
        {
            OrganisationId = owner,
            SiteId = billing.SiteId,
            Version = tariff.Version,
            ValidFrom = tariff.ValidFrom,
            SolarPerKwh = tariff.SolarPerKwh,
            GridPerKwh = tariff.GridPerKwh,
            BaseFeePerMonth = tariff.BaseFeePerMonth,
            VatPercent = tariff.VatPercent,
            VatMode = tariff.VatMode,
        }));
    }

    private async Task EnsureResidentsAsync(Guid owner, SiteBilling billing, CancellationToken cancellationToken)
    {
        var known = await database.Residents.Where(row => row.SiteId == billing.SiteId).Select(row => row.Id).ToHashSetAsync(cancellationToken);
        var cards = (await database.Cards.Select(row => new { row.Number, row.ValidFrom }).ToListAsync(cancellationToken)).ToHashSet();
        var spaces = (await database.ParkingSpaces.Select(row => new { row.StationId, row.ValidFrom }).ToListAsync(cancellationToken)).ToHashSet();
        foreach (var resident in billing.Residents)
        {
            if (known.Add(resident.Id))
            {
                database.Residents.Add(new ResidentRow
                {
                    OrganisationId = owner,
                    Id = resident.Id,
                    SiteId = billing.SiteId,
                    Name = resident.Name,
                    Unit = resident.Unit,
                    Address = resident.Address,
                    Language = resident.Language,
                    Email = resident.Email?.ToLowerInvariant(),
                });
            }

            foreach (var card in resident.Cards.Where(card => cards.Add(new { card.Number, ValidFrom = card.From.ToUniversalTime() })))
                database.Cards.Add(CardOf(owner, resident.Id, card));
            foreach (var space in resident.Parking.Where(space => spaces.Add(new { space.StationId, ValidFrom = space.From.ToUniversalTime() })))
                database.ParkingSpaces.Add(SpaceOf(owner, resident.Id, space));
        }
    }

    private async Task EnsureMeteringPointsAsync(Guid owner, SiteBilling billing, CancellationToken cancellationToken)
    {
        var known = (await database.MeteringPoints.Select(row => new { row.Id, row.Direction }).ToListAsync(cancellationToken)).ToHashSet();
        database.MeteringPoints.AddRange(billing.MeteringPoints.Where(point => known.Add(new { point.Id, point.Direction })).Select(point => new MeteringPointRow
        {
            OrganisationId = owner,
            Id = point.Id,
            Direction = point.Direction,
            SiteId = billing.SiteId,
            SourceId = point.SourceId,
            Register = point.Register,
            ReleasedToSupplier = point.ReleasedToSupplier,
        }));
    }

    private static CardRow CardOf(Guid owner, Guid residentId, CardHolding card) => new()
    {
        OrganisationId = owner,
        Number = card.Number,
        ValidFrom = card.From.ToUniversalTime(),
        ValidUntil = card.Until?.ToUniversalTime(),
        ResidentId = residentId,
    };

    private static ParkingSpaceRow SpaceOf(Guid owner, Guid residentId, ParkingHolding space) => new()
    {
        OrganisationId = owner,
        StationId = space.StationId,
        ValidFrom = space.From.ToUniversalTime(),
        ValidUntil = space.Until?.ToUniversalTime(),
        ResidentId = residentId,
    };
}
