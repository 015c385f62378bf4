using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.AlarmMail;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Storage;

/// <summary>For reading. The tables are made by hand-written SQL, because partitions, policies and functions are beyond the model.</summary>
internal sealed class TelemetryDbContext(DbContextOptions<TelemetryDbContext> options, IOrganisationContext organisation)
    : ModuleDbContext(options, organisation)
{
    public const string SchemaName = "telemetry";

    protected override string Schema => SchemaName;

    public DbSet<StoredReading> Readings => Set<StoredReading>();

    public DbSet<LatestPointer> Latest => Set<LatestPointer>();

    public DbSet<MinuteRow> Minutes => Set<MinuteRow>();

    public DbSet<QuarterRow> Quarters => Set<QuarterRow>();

    public DbSet<AlarmRow> Alarms => Set<AlarmRow>();

    public DbSet<OutboxRow> Outboxes => Set<OutboxRow>();

    public DbSet<ManualQuarterRow> ManualQuarters => Set<ManualQuarterRow>();

    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    public DbSet<MailRuleRow> MailRules => Set<MailRuleRow>();

    public DbSet<MailItemRow> MailItems => Set<MailItemRow>();

    protected override void Configure(ModelBuilder modelBuilder)
    {
        UseSources(modelBuilder);
        Map<StoredReading>(modelBuilder, "reading");
        Map<LatestPointer>(modelBuilder, "latest");
        Map<MinuteRow>(modelBuilder, "reading_minute");
        Map<QuarterRow>(modelBuilder, "reading_quarter");
        modelBuilder.Entity<AlarmRow>().ToTable("alarm", options => options.ExcludeFromMigrations()).HasKey(row => new { row.OrganisationId, row.Id });
        modelBuilder.Entity<OutboxRow>().ToTable("device_outbox", options => options.ExcludeFromMigrations()).HasKey(row => new { row.OrganisationId, row.DeviceId });
        Map<ManualQuarterRow>(modelBuilder, "manual_quarter");
        modelBuilder.Entity<MailRuleRow>().ToTable("alarm_mail_rule", options => options.ExcludeFromMigrations()).HasKey(row => new { row.OrganisationId, row.PersonId });
        modelBuilder.Entity<MailItemRow>().ToTable("alarm_mail_item", options => options.ExcludeFromMigrations())
            .HasKey(row => new { row.OrganisationId, row.PersonId, row.AlarmId, row.Raised });
        modelBuilder.Entity<WebhookRow>().ToTable("webhook", options => options.ExcludeFromMigrations()).HasKey(row => new { row.OrganisationId, row.Id });
        modelBuilder.Entity<DeliveryRow>(table =>
        {
            table.ToTable("webhook_delivery", options => options.ExcludeFromMigrations()).HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Number).UseIdentityAlwaysColumn();
            table.Property(row => row.State).HasConversion<short>();
        });
        // A reading knows its source, and the source its site.
        modelBuilder.Entity<StoredReading>().HasQueryFilter(SiteFilter, row => ReachesAll || SourcesAt(CurrentOrganisationId, ReachedSites).Any(known => known.SourceId == row.SourceId));
        modelBuilder.Entity<LatestPointer>().HasQueryFilter(SiteFilter, row => ReachesAll || SourcesAt(CurrentOrganisationId, ReachedSites).Any(known => known.SourceId == row.SourceId));
        modelBuilder.Entity<MinuteRow>().HasQueryFilter(SiteFilter, row => ReachesAll || SourcesAt(CurrentOrganisationId, ReachedSites).Any(known => known.SourceId == row.SourceId));
        modelBuilder.Entity<QuarterRow>().HasQueryFilter(SiteFilter, row => ReachesAll || SourcesAt(CurrentOrganisationId, ReachedSites).Any(known => known.SourceId == row.SourceId));
        modelBuilder.Entity<ManualQuarterRow>().HasQueryFilter(SiteFilter, row => ReachesAll || SourcesAt(CurrentOrganisationId, ReachedSites).Any(known => known.SourceId == row.SourceId));
        modelBuilder.Entity<StoredReading>().Property(row => row.State).HasConversion<short>();
        modelBuilder.Entity<QuarterRow>().Property(row => row.Quality).HasConversion<short>();
    }

    private static void Map<TRow>(ModelBuilder modelBuilder, string table) where TRow : class
    {
        modelBuilder.Entity<TRow>().ToTable(table, options => options.ExcludeFromMigrations());
        modelBuilder.Entity<TRow>().HasKey("OrganisationId", "SourceId", "At");
    }
}
