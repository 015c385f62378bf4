using Clemap.Platform.Database;
using Clemap.Server.Configuration;
using Hangfire;
using Hangfire.PostgreSql;

namespace Clemap.Server.Jobs;

/// <summary>Hangfire on PostgreSQL. Every node can enqueue; only workers work. Its dashboard is not mapped: it knows no organisations.</summary>
internal static class JobServices
{
    public static void AddJobs(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<IModuleMigration, JobSchema>();
        services.AddHangfire((provider, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(
                postgres => postgres.UseNpgsqlConnection(provider.GetRequiredService<DatabaseConnections>().App),
                new PostgreSqlStorageOptions
                {
                    SchemaName = JobSchema.Name,
                    PrepareSchemaIfNecessary = false,
                    QueuePollInterval = TimeSpan.FromSeconds(1),
                    // A job that runs keeps its row by a sign of life; one whose node died is taken up by another after this time.
                    UseSlidingInvisibilityTimeout = true,
                    InvisibilityTimeout = TimeSpan.FromMinutes(1),
                }));
        if (!settings.Roles.Contains(NodeRole.Worker))
            return;
        services.AddHangfireServer(worker =>
        {
            worker.WorkerCount = Math.Clamp(Environment.ProcessorCount, 2, 8);
            worker.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            worker.ShutdownTimeout = TimeSpan.FromSeconds(2);
            worker.CancellationCheckInterval = TimeSpan.FromSeconds(1);
        });
    }
}
