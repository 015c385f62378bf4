using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Architecture.Tests.Planted;

// Everything here breaks a rule on purpose: a rule counts only if it was seen to fail.

/// <summary>A service that shows itself.</summary>
public sealed class PublicService;

/// <summary>A row that shows itself.</summary>
public sealed record PublicRow(Guid OrganisationId) : IOrganisationOwned;

internal sealed class HomelessRow
{
    public Guid Id { get; init; }
}

internal sealed class MisledRow : IOrganisationOwned
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
}

/// <summary>A row without an organisation, and one whose key starts with something else and that no filter fences.</summary>
internal sealed class LeakyContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<HomelessRow>();
        modelBuilder.Entity<MisledRow>();
    }
}

/// <summary>Reaches into another room's storage.</summary>
internal sealed class Intruder(DbContextOptions options, IOrganisationContext organisation) : ModuleDbContext(options, organisation)
{
    protected override string Schema => "intruder";

    protected override void Configure(ModelBuilder modelBuilder)
    {
    }
}

internal static class OwnClock
{
#pragma warning disable RS0030 // Planted: the rule must see it although the compiler was silenced.
    public static DateTimeOffset Now => DateTimeOffset.UtcNow;
#pragma warning restore RS0030

    public static bool Touches(string file) => File.Exists(file);
}
