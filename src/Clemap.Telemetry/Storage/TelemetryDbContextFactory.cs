using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Clemap.Telemetry.Storage;

/// <summary>Only for the migration tool; it opens no connection.</summary>
internal sealed class TelemetryDbContextFactory : IDesignTimeDbContextFactory<TelemetryDbContext>
{
    public TelemetryDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TelemetryDbContext>();
        ModuleDatabase.Configure(options, "Host=localhost", TelemetryDbContext.SchemaName);
        return new TelemetryDbContext(options.Options, new NoOrganisation());
    }

    private sealed class NoOrganisation : IOrganisationContext
    {
        public Guid? OrganisationId => null;

        public Guid? ActorId => null;

        public SiteReach Reach => SiteReach.None;

        public void Enter(Guid organisationId, Guid? actorId, SiteReach reach) => throw new NotSupportedException("The migration tool acts for nobody.");
    }
}
