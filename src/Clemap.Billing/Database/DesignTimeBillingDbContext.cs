using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Clemap.Billing.Database;

/// <summary>For the EF tool, which never opens this connection.</summary>
internal sealed class DesignTimeBillingDbContext : IDesignTimeDbContextFactory<BillingDbContext>
{
    public BillingDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<BillingDbContext>();
        ModuleDatabase.Configure(options, "Host=design-time", BillingDbContext.SchemaName);
        return new BillingDbContext(options.Options, new NoOrganisation());
    }

    private sealed class NoOrganisation : IOrganisationContext
    {
        public Guid? OrganisationId => null;

        public Guid? ActorId => null;

        public SiteReach Reach => SiteReach.None;

        public void Enter(Guid organisationId, Guid? actorId, SiteReach reach) => throw new NotSupportedException("Design time acts for no organisation.");
    }
}
