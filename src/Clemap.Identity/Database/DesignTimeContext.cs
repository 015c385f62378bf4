using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Clemap.Identity.Database;

/// <summary>Lets the migration tool build the model; it never connects.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<IdentityContext>
{
    public IdentityContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<IdentityContext>();
        ModuleDatabase.Configure(options, "Host=localhost;Database=clemap", IdentityContext.Schema);
        return new IdentityContext(options.Options);
    }
}
