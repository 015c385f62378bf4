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

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Codes as words: a reader of the database needs no table of numbers.
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<decimal>().HavePrecision(18, 6);
    }

    protected override void Configure(ModelBuilder modelBuilder)
    {
        UseSources(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BillingDbContext).Assembly);

        // Rows that are of a site by another row.
        modelBuilder.Entity<InvoiceRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Runs.Any(run => run.OrganisationId == row.OrganisationId && run.Id == row.RunId && ReachedSites.Contains(run.SiteId)));
        modelBuilder.Entity<DocumentRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Runs.Any(run => run.OrganisationId == row.OrganisationId && run.Id == row.RunId && ReachedSites.Contains(run.SiteId)));
        modelBuilder.Entity<InvoiceLineRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Invoices.Any(invoice => invoice.OrganisationId == row.OrganisationId && invoice.Id == row.InvoiceId
                && Runs.Any(run => run.OrganisationId == row.OrganisationId && run.Id == invoice.RunId && ReachedSites.Contains(run.SiteId))));
        modelBuilder.Entity<CardRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.Id == row.ResidentId && ReachedSites.Contains(resident.SiteId)));
        modelBuilder.Entity<ParkingSpaceRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || Residents.Any(resident => resident.OrganisationId == row.OrganisationId && resident.Id == row.ResidentId && ReachedSites.Contains(resident.SiteId)));
        modelBuilder.Entity<ChargingSessionRow>().HasQueryFilter(SiteFilter, row => ReachesAll
            || SourcesAt(CurrentOrganisationId, ReachedSites).Any(known => known.SourceId == row.StationId));
    }
}
