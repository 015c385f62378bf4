using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Database;

/// <summary>Registers a module's context the one right way: app role, snake case, organisation told to each connection.</summary>
public static class ModuleDatabase
{
    /// <param name="services">Of the host.</param>
    /// <param name="schema">Also holds the module's migration history.</param>
    /// <param name="order">See <see cref="IModuleMigration.Order"/>.</param>
    /// <param name="extend">More options, for example OpenIddict's.</param>
    public static IServiceCollection AddModuleDatabase<TContext>(
        this IServiceCollection services, string schema, int order, Action<DbContextOptionsBuilder>? extend = null)
        where TContext : DbContext
    {
        services.AddDbContext<TContext>((provider, options) =>
        {
            Configure(options, provider.GetRequiredService<DatabaseConnections>().App, schema);
            options.AddInterceptors(new OrganisationConnectionInterceptor(provider.GetRequiredService<IOrganisationContext>()));
            extend?.Invoke(options);
        });
        services.AddSingleton<IModuleMigration>(provider => new ModuleMigration<TContext>(provider, schema, order, extend));
        return services;
    }

    /// <summary>Options that the running program, its migrations and the design-time factory share.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, string connectionString, string schema) => options
        .UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("__migrations", schema))
        .UseSnakeCaseNamingConvention();

    private sealed class ModuleMigration<TContext>(
        IServiceProvider provider, string schema, int order, Action<DbContextOptionsBuilder>? extend) : IModuleMigration
        where TContext : DbContext
    {
        public int Order => order;

        public async Task MigrateAsync(CancellationToken cancellationToken)
        {
            var options = new DbContextOptionsBuilder<TContext>();
            Configure(options, provider.GetRequiredService<DatabaseConnections>().Migrator, schema);
            extend?.Invoke(options);
            await using var scope = provider.CreateAsyncScope();
            await using var context = ActivatorUtilities.CreateInstance<TContext>(scope.ServiceProvider, options.Options);
            await context.Database.MigrateAsync(cancellationToken);
        }
    }
}
