using Clemap.Platform.Actions;
using Clemap.Platform.Audit;
using Clemap.Platform.Clients;
using Clemap.Platform.DesiredState;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Manufacture;
using Clemap.Platform.GridCommands;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Invitations;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Platform.Sites.Groups;
using Clemap.Platform.Support;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Database;

internal sealed class PlatformContext(DbContextOptions<PlatformContext> options, IOrganisationContext organisation)
    : ModuleDbContext(options, organisation)
{
    public const string SchemaName = "platform";

    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<MembershipRow> Memberships => Set<MembershipRow>();
    public DbSet<SiteMembershipRow> SiteMemberships => Set<SiteMembershipRow>();
    public DbSet<SupportAccessRow> SupportAccess => Set<SupportAccessRow>();
    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();
    public DbSet<Site> Sites => Set<Site>();
    public DbSet<MeteringGroupRow> MeteringGroups => Set<MeteringGroupRow>();
    public DbSet<Device> Devices => Set<Device>();
    public DbSet<ManufacturedDevice> ManufacturedDevices => Set<ManufacturedDevice>();
    public DbSet<SiteModelRow> SiteModels => Set<SiteModelRow>();
    public DbSet<DesiredStateVersion> DesiredStates => Set<DesiredStateVersion>();
    public DbSet<RolloutRow> Rollouts => Set<RolloutRow>();
    public DbSet<RolloutSiteRow> RolloutSites => Set<RolloutSiteRow>();
    public DbSet<ReportedStateRow> ReportedStates => Set<ReportedStateRow>();
    public DbSet<GridCommandRow> GridCommands => Set<GridCommandRow>();
    public DbSet<GridTargetRow> GridTargets => Set<GridTargetRow>();
    public DbSet<RestrictionRow> Restrictions => Set<RestrictionRow>();
    public DbSet<VtnConnectionRow> OpenAdrConnections => Set<VtnConnectionRow>();
    public DbSet<ActionRow> Actions => Set<ActionRow>();
    public DbSet<ApiClientRow> ApiClients => Set<ApiClientRow>();
    public DbSet<ApiClientSecretRow> ApiClientSecrets => Set<ApiClientSecretRow>();
    public DbSet<LicenceRow> Licences => Set<LicenceRow>();
    public DbSet<LicenceAssignment> LicenceAssignments => Set<LicenceAssignment>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    protected override string Schema => SchemaName;

    protected override void Configure(ModelBuilder modelBuilder)
    {
        Jsonb.Use(modelBuilder);
        modelBuilder.Entity<Organisation>(table =>
        {
            table.HasKey(row => row.OrganisationId);
            table.Property(row => row.OrganisationId).ValueGeneratedNever();
            table.Property(row => row.Name).HasMaxLength(200);
            table.HasIndex(row => row.ParentId);
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.ParentId).OnDelete(DeleteBehavior.Restrict);
            // Whoever acts at one of its sites sees what it is called.
            table.HasQueryFilter(SiteFilter, row => true);
        });
        modelBuilder.Entity<SiteMembershipRow>(table =>
        {
            table.ToTable("site_memberships").HasKey(row => new { row.OrganisationId, row.PersonId, row.SiteId, row.Role });
            table.Property(row => row.Role).HasMaxLength(40);
            table.HasIndex(row => row.PersonId);
            table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
        });
        modelBuilder.Entity<SupportAccessRow>(table =>
        {
            table.ToTable("support_access").HasKey(row => new { row.OrganisationId, row.Id });
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<MembershipRow>(table =>
        {
            table.HasKey(row => new { row.OrganisationId, row.PersonId, row.Role });
            table.Property(row => row.Role).HasMaxLength(40);
            table.HasIndex(row => row.PersonId);
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<InvitationRow>(table =>
        {
            table.ToTable("invitations").HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Email).HasMaxLength(254);
            table.Property(row => row.Role).HasMaxLength(40);
            table.Property(row => row.Language).HasMaxLength(2);
            table.Property(row => row.SiteIds).HasDefaultValueSql("'{}'");
            table.HasIndex(row => row.SecretHash).IsUnique();
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<Site>(table =>
        {
            table.HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Name).HasMaxLength(200);
            table.Property(row => row.Address).HasMaxLength(400);
            table.Property(row => row.TimeZone).HasMaxLength(100);
            table.Property(row => row.CreationKey).HasMaxLength(100);
            table.HasIndex(row => new { row.OrganisationId, row.CreationKey }).IsUnique();
            table.HasQueryFilter(SiteFilter, row => ReachesAll || ReachedSites.Contains(row.Id));
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<MeteringGroupRow>(table =>
        {
            table.ToTable("metering_groups").HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Name).HasMaxLength(IMeteringGroups.LongestName);
            table.HasIndex(row => new { row.OrganisationId, row.SiteId, row.Name }).IsUnique();
            table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
        });
        ConfigureDevices(modelBuilder);
        ConfigureActions(modelBuilder);
        ConfigureGridCommands(modelBuilder);
        ConfigureOpenAdr(modelBuilder);
        ConfigureRollouts(modelBuilder);
        ConfigureApiClients(modelBuilder);
        ConfigureLicences(modelBuilder);
        modelBuilder.Entity<AuditEntry>(table =>
        {
            table.ToTable("audit").HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Action).HasMaxLength(100);
            table.Property(row => row.Origin).HasMaxLength(100);
            table.Property(row => row.Before).HasColumnType("jsonb");
            table.Property(row => row.After).HasColumnType("jsonb");
        });
    }

    private void ConfigureLicences(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LicenceRow>(table =>
        {
            table.ToTable("licences").HasKey(row => new { row.OrganisationId, row.Id });
            // A licence is of the sites that it is used for: whoever acts at one of them has its options there.
            table.HasQueryFilter(SiteFilter, row => ReachesAll
                || LicenceAssignments.Any(used => used.OrganisationId == row.OrganisationId && used.LicenceId == row.Id && ReachedSites.Contains(used.SiteId)));
            table.Property(row => row.Plan).HasMaxLength(60);
            table.Property(row => row.OrderReference).HasMaxLength(100);
            table.HasIndex(row => new { row.OrganisationId, row.OrderReference, row.Plan }).IsUnique();
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<LicenceAssignment>(table =>
        {
            table.ToTable("licence_assignments").HasKey(row => new { row.OrganisationId, row.LicenceId, row.SiteId });
            table.HasOne<LicenceRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.LicenceId });
            table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
        });
    }

    private void ConfigureDevices(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Device>(table =>
        {
            table.HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Serial).HasMaxLength(100);
            table.Property(row => row.OrderNumber).HasMaxLength(100);
            table.Property(row => row.State).HasConversion<string>().HasMaxLength(20);
            table.Property(row => row.PublicKey).HasColumnType("jsonb");
            table.Property(row => row.FactoryKey).HasColumnType("jsonb");
            table.HasIndex(row => row.Id).IsUnique();
            table.HasIndex(row => row.Serial).IsUnique().HasFilter("state <> 'Retired'");
            table.HasIndex(row => new { row.OrganisationId, row.SiteId }).IsUnique().HasFilter("state <> 'Retired'");
            table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
        });
        modelBuilder.Entity<ManufacturedDevice>(table =>
        {
            table.ToTable("manufactured_devices").HasKey(row => row.Serial);
            table.Property(row => row.Serial).HasMaxLength(40);
            table.Property(row => row.OrderNumber).HasMaxLength(100);
            table.Property(row => row.PublicKey).HasColumnType("jsonb");
            table.Property(row => row.NewestKey).HasColumnType("jsonb");
        });
        modelBuilder.Entity<SiteModelRow>(table =>
        {
            table.ToTable("site_models").HasKey(row => new { row.OrganisationId, row.DeviceId });
            table.HasQueryFilter(SiteFilter, row => ReachesAll
                || Devices.Any(device => device.OrganisationId == row.OrganisationId && device.Id == row.DeviceId && ReachedSites.Contains(device.SiteId)));
            table.Property(row => row.Document).HasColumnType("jsonb");
            table.HasOne<Device>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.DeviceId });
        });
        modelBuilder.Entity<DesiredStateVersion>(table =>
        {
            table.ToTable("desired_states").HasKey(row => new { row.OrganisationId, row.DeviceId, row.Version });
            table.HasQueryFilter(SiteFilter, row => ReachesAll
                || Devices.Any(device => device.OrganisationId == row.OrganisationId && device.Id == row.DeviceId && ReachedSites.Contains(device.SiteId)));
            table.Property(row => row.Version).ValueGeneratedNever();
            table.Property(row => row.Document).HasColumnType("jsonb");
            table.HasOne<Device>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.DeviceId });
        });
        modelBuilder.Entity<ReportedStateRow>(table =>
        {
            table.ToTable("reported_states").HasKey(row => new { row.OrganisationId, row.DeviceId });
            table.HasQueryFilter(SiteFilter, row => ReachesAll
                || Devices.Any(device => device.OrganisationId == row.OrganisationId && device.Id == row.DeviceId && ReachedSites.Contains(device.SiteId)));
            table.Property(row => row.Document).HasColumnType("jsonb");
            table.HasOne<Device>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.DeviceId });
        });
    }

    private static void ConfigureActions(ModelBuilder modelBuilder) => modelBuilder.Entity<ActionRow>(table =>
    {
        table.ToTable("actions").HasKey(row => new { row.OrganisationId, row.Id });
        table.Property(row => row.Kind).HasMaxLength(40);
        table.Property(row => row.Card).HasMaxLength(ActionRules.LongestCard);
        table.Property(row => row.Text).HasMaxLength(ActionRules.LongestText);
        table.Property(row => row.RequestKey).HasMaxLength(100);
        table.Property(row => row.Outcome).HasMaxLength(20);
        table.HasIndex(row => new { row.OrganisationId, row.IssuedBy, row.RequestKey }).IsUnique();
        table.HasIndex(row => new { row.OrganisationId, row.SiteId, row.Id });
        table.HasIndex(row => row.DeviceId).HasFilter("outcome is null and cancelled_at is null");
        table.HasOne<Device>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.DeviceId });
        table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
    });

    private void ConfigureGridCommands(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<GridCommandRow>(table =>
        {
            table.ToTable("grid_commands").HasKey(row => new { row.OrganisationId, row.Id });
            table.HasQueryFilter(SiteFilter, row => ReachesAll
                || GridTargets.Any(target => target.OrganisationId == row.OrganisationId && target.CommandId == row.Id && ReachedSites.Contains(target.SiteId)));
            table.Property(row => row.RequestKey).HasMaxLength(100);
            table.Property(row => row.Source).HasMaxLength(20);
            table.Property(row => row.Scope).HasMaxLength(20);
            table.Property(row => row.Reason).HasMaxLength(GridCommandRules.LongestReason);
            table.HasIndex(row => new { row.OrganisationId, row.IssuedBy, row.RequestKey }).IsUnique();
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<GridTargetRow>(table =>
        {
            table.ToTable("grid_targets").HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.RefusedCode).HasMaxLength(60);
            table.Property(row => row.RefusedMessage).HasMaxLength(500);
            table.HasIndex(row => row.DeviceId).HasFilter("ended_at is null and refused_code is null");
            table.HasOne<GridCommandRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.CommandId });
            table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
        });
        modelBuilder.Entity<RestrictionRow>(table =>
        {
            table.ToTable("restrictions").HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Kind).HasMaxLength(20);
            table.HasIndex(row => new { row.OrganisationId, row.SiteId, row.Id });
            table.HasIndex(row => row.TargetId);
            table.HasOne<Device>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.DeviceId });
            table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
        });
    }

    private static void ConfigureOpenAdr(ModelBuilder modelBuilder) => modelBuilder.Entity<VtnConnectionRow>(table =>
    {
        table.ToTable("openadr_connections").HasKey(row => new { row.OrganisationId, row.Id });
        table.Property(row => row.Name).HasMaxLength(OpenAdrRules.LongestName);
        table.Property(row => row.ClientId).HasMaxLength(OpenAdrRules.LongestClient);
        table.Property(row => row.OauthScope).HasMaxLength(OpenAdrRules.LongestClient);
        table.Property(row => row.ProgramId).HasMaxLength(OpenAdrRules.LongestProgram);
        table.Property(row => row.ProgramName).HasMaxLength(OpenAdrRules.LongestProgram);
        table.Property(row => row.Targets).HasColumnType("jsonb");
        table.Property(row => row.NotUnderstood).HasColumnType("jsonb");
        table.Property(row => row.Error).HasMaxLength(60);
        table.Property(row => row.Detail).HasMaxLength(500);
        table.HasIndex(row => row.NextPollAt);
        table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
    });

    private static void ConfigureRollouts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RolloutRow>(table =>
        {
            table.ToTable("rollouts").HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.CreationKey).HasMaxLength(100);
            table.Property(row => row.Change).HasColumnType("jsonb");
            table.Property(row => row.State).HasConversion<string>().HasMaxLength(20);
            table.HasIndex(row => new { row.OrganisationId, row.CreatedBy, row.CreationKey }).IsUnique();
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<RolloutSiteRow>(table =>
        {
            table.ToTable("rollout_sites").HasKey(row => new { row.OrganisationId, row.RolloutId, row.SiteId });
            table.Property(row => row.State).HasConversion<string>().HasMaxLength(20);
            table.Property(row => row.Code).HasMaxLength(100);
            table.Property(row => row.Message).HasMaxLength(1_000);
            table.HasIndex(row => new { row.OrganisationId, row.DeviceId });
            table.HasOne<RolloutRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.RolloutId });
            table.HasOne<Site>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.SiteId });
        });
    }

    private static void ConfigureApiClients(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ApiClientRow>(table =>
        {
            table.ToTable("api_clients").HasKey(row => new { row.OrganisationId, row.Id });
            table.Property(row => row.Name).HasMaxLength(100);
            table.HasIndex(row => row.Id).IsUnique();
            table.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId);
        });
        modelBuilder.Entity<ApiClientSecretRow>(table =>
        {
            table.ToTable("api_client_secrets").HasKey(row => new { row.OrganisationId, row.ClientId, row.Id });
            table.HasIndex(row => row.ClientId);
            table.HasOne<ApiClientRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.ClientId });
        });
    }
}
