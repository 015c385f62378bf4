using Clemap.Billing.Documents;
using Clemap.Billing.Invoices;
using Clemap.Billing.Sessions;
using Clemap.Billing.Setup;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Database;

internal sealed class BillingDbContext(DbContextOptions<BillingDbContext> options, IOrganisationContext organisation)
    : ModuleDbContext(options, organisation)
{
    public const string SchemaName = "billing";

    protected override string Schema => SchemaName;

    public DbSet<ChargingSessionRow> Sessions => Set<ChargingSessionRow>();
    public DbSet<CreditorRow> Creditors => Set<CreditorRow>();
    public DbSet<SiteBillingRow> Sites => Set<SiteBillingRow>();
    public DbSet<TariffRow> Tariffs => Set<TariffRow>();
    public DbSet<ResidentRow> Residents => Set<ResidentRow>();
    public DbSet<CardRow> Cards => Set<CardRow>();
    public DbSet<ParkingSpaceRow> ParkingSpaces => Set<ParkingSpaceRow>();
    public DbSet<MeteringPointRow> MeteringPoints => Set<MeteringPointRow>();
    public DbSet<BillingRunRow> Runs => Set<BillingRunRow>();
    public DbSet<InvoiceRow> Invoices => Set<InvoiceRow>();
    public DbSet<InvoiceLineRow> InvoiceLines => Set<InvoiceLineRow>();
    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    /// <summary>Whose a session is: the card decides, else the parking space, at the moment it began. As <see cref="Allocation.Holders"/> tells it, for queries.</summary>
    public Guid? HolderOf(Guid organisation, string? card, Guid station, DateTimeOffset at) =>
        throw new NotSupportedException($"Only in queries, not for {organisation}, {card}, {station}, {at}.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Codes as words: a reader of the database needs no table of numbers.
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<decimal>().HavePrecision(18, 6);
    }

    protected override void Configure(ModelBuilder modelBuilder)
    {
        UseSources(modelBuilder);
        modelBuilder.HasDbFunction(typeof(BillingDbContext).GetMethod(nameof(HolderOf))!).HasSchema(SchemaName).HasName("holder_of");
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BillingDbContext).Assembly);

        // A resident who signed in reaches no site, but what is their own.
        modelBuilder.Entity<ResidentRow>().HasQueryFilter(SiteFilter, row => ReachesAll || ReachedSites.Contains(row.SiteId) || row.PersonId == OwnPerson);

        // Rows that are of a site by another row.
        modelBuilder.Entity<InvoiceRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.Id == row.ResidentId && resident.PersonId == OwnPerson)
            || Runs.Any(run => run.OrganisationId == row.OrganisationId && run.Id == row.RunId && ReachedSites.Contains(run.SiteId)));
        modelBuilder.Entity<DocumentRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Invoices.Any(invoice => invoice.OrganisationId == row.OrganisationId && invoice.Id == row.InvoiceId
                && Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.Id == invoice.ResidentId && resident.PersonId == OwnPerson))
            || Runs.Any(run => run.OrganisationId == row.OrganisationId && run.Id == row.RunId && ReachedSites.Contains(run.SiteId)));
        modelBuilder.Entity<InvoiceLineRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Invoices.Any(invoice => invoice.OrganisationId == row.OrganisationId && invoice.Id == row.InvoiceId
                && (Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.Id == invoice.ResidentId && resident.PersonId == OwnPerson)
                    || Runs.Any(run => run.OrganisationId == row.OrganisationId && run.Id == invoice.RunId && ReachedSites.Contains(run.SiteId)))));
        modelBuilder.Entity<CardRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.Id == row.ResidentId && (ReachedSites.Contains(resident.SiteId) || resident.PersonId == OwnPerson)));
        modelBuilder.Entity<ParkingSpaceRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.Id == row.ResidentId && (ReachedSites.Contains(resident.SiteId) || resident.PersonId == OwnPerson)));
        modelBuilder.Entity<ChargingSessionRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || SourcesAt(CurrentOrganisationId, ReachedSites).Any(known => known.SourceId == row.StationId)
            || (OwnPerson != Guid.Empty && Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.PersonId == OwnPerson
                && resident.Id == HolderOf(row.OrganisationId, row.Card, row.StationId, row.StartedAt))));
    }
}
