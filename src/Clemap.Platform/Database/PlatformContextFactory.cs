using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Clemap.Platform.Database;

/// <summary>For the migrations tool, which never connects.</summary>
internal sealed class PlatformContextFactory : IDesignTimeDbContextFactory<PlatformContext>
{
    public PlatformContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PlatformContext>();
        ModuleDatabase.Configure(options, "Host=none", PlatformContext.SchemaName);
        return new(options.Options, new OrganisationContext());
    }
}
