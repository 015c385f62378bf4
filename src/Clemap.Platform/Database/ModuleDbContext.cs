using System.Linq.Expressions;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Database;

/// <summary>
/// Base of each module's context. Puts the named query filter <see cref="OrganisationFilter"/> on every <see cref="IOrganisationOwned"/> entity
/// (the first fence; row-level security is the second).
/// </summary>
public abstract class ModuleDbContext(DbContextOptions options, IOrganisationContext organisation) : DbContext(options)
{
    public const string OrganisationFilter = "organisation";

    /// <summary>Schema of the module.</summary>
    protected abstract string Schema { get; }

    /// <summary>Read by the query filters; an empty id matches no row.</summary>
    protected internal Guid CurrentOrganisationId => organisation.OrganisationId ?? Guid.Empty;

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        Configure(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (typeof(IOrganisationOwned).IsAssignableFrom(entity.ClrType))
                modelBuilder.Entity(entity.ClrType).HasQueryFilter(OrganisationFilter, FilterOf(entity.ClrType));
        }
    }

    /// <summary>Tables, keys and indexes of the module.</summary>
    protected abstract void Configure(ModelBuilder modelBuilder);

    private LambdaExpression FilterOf(Type entity)
    {
        var row = Expression.Parameter(entity, "row");
        var owner = Expression.Property(row, nameof(IOrganisationOwned.OrganisationId));
        var current = Expression.Property(Expression.Constant(this, typeof(ModuleDbContext)), nameof(CurrentOrganisationId));
        return Expression.Lambda(Expression.Equal(owner, current), row);
    }
}
