using System.Linq.Expressions;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Database;

/// <summary>
/// Base of each module's context. Puts two named query filters on every <see cref="IOrganisationOwned"/> entity: <see cref="OrganisationFilter"/> and <see cref="SiteFilter"/>
/// (the first fence; row-level security is the second).
/// </summary>
public abstract class ModuleDbContext(DbContextOptions options, IOrganisationContext organisation) : DbContext(options)
{
    public const string OrganisationFilter = "organisation";
    public const string SiteFilter = "sites";

    /// <summary>Schema of the module.</summary>
    protected abstract string Schema { get; }

    /// <summary>Read by the query filters; an empty id matches no row.</summary>
    protected internal Guid CurrentOrganisationId => organisation.OrganisationId ?? Guid.Empty;

    /// <summary>Read by the query filters: true when the scope acts for the whole organisation.</summary>
    protected internal bool ReachesAll => organisation.Reach.IsWhole;

    /// <summary>Read by the query filters: otherwise for these sites.</summary>
    protected internal List<Guid> ReachedSites => organisation.Reach.Sites;

    /// <summary>Read by the query filters: of which person that person's own is reached; an empty id is nobody.</summary>
    public Guid OwnPerson => organisation.Reach.Person ?? Guid.Empty;

    /// <summary>Meters and stations of the sites, as their devices reported them; for the filters of modules whose rows know no site. See <see cref="UseSources"/>.</summary>
    public IQueryable<SiteSource> SourcesAt(Guid organisation, List<Guid> sites) => FromExpression(() => SourcesAt(organisation, sites));

    /// <summary>Makes <see cref="SourcesAt"/> known to the module's model.</summary>
    protected static void UseSources(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SiteSource>().HasNoKey().ToTable((string?)null);
        modelBuilder.HasDbFunction(typeof(ModuleDbContext).GetMethod(nameof(SourcesAt))!).HasSchema("platform").HasName("sources_at");
    }

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        Configure(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(entity => typeof(IOrganisationOwned).IsAssignableFrom(entity.ClrType)).ToList())
        {
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(OrganisationFilter, FilterOf(entity.ClrType));
            // What says nothing belongs to the organisation as a whole: whoever has roles at some sites only does not see it.
            if (entity.FindDeclaredQueryFilter(SiteFilter) is null)
                modelBuilder.Entity(entity.ClrType).HasQueryFilter(SiteFilter, SiteFilterOf(entity.ClrType));
        }
    }

    /// <summary>
    /// Tables, keys and indexes of the module. A row that is of a site by another row has its own filter <see cref="SiteFilter"/> here; what is <see cref="ISiteOwned"/> needs none.
    /// </summary>
    protected abstract void Configure(ModelBuilder modelBuilder);

    private LambdaExpression FilterOf(Type entity)
    {
        var row = Expression.Parameter(entity, "row");
        return Expression.Lambda(Expression.Equal(Expression.Property(row, nameof(IOrganisationOwned.OrganisationId)), Own(nameof(CurrentOrganisationId))), row);
    }

    private LambdaExpression SiteFilterOf(Type entity)
    {
        var row = Expression.Parameter(entity, "row");
        Expression all = Own(nameof(ReachesAll));
        if (!typeof(ISiteOwned).IsAssignableFrom(entity))
            return Expression.Lambda(all, row);
        var site = Expression.Property(row, nameof(ISiteOwned.SiteId));
        return Expression.Lambda(Expression.OrElse(all, Expression.Call(Own(nameof(ReachedSites)), nameof(List<Guid>.Contains), null, site)), row);
    }

    private MemberExpression Own(string property) => Expression.Property(Expression.Constant(this, typeof(ModuleDbContext)), property);
}
