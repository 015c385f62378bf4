using Clemap.Platform.Database;
using Clemap.Telemetry.AlarmMail;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Ingestion;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Readings;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Clemap.Telemetry.Webhooks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry;

/// <summary>Readings: taken in, stored, rolled up, shown live.</summary>
public static class ClemapTelemetry
{
    /// <summary>Schema, ingestion, queries and live feed. Needs <c>AddClemapPlatform</c>.</summary>
    public static IServiceCollection AddClemapTelemetry(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddModuleDatabase<TelemetryDbContext>(TelemetryDbContext.SchemaName, order: 20);
        services.AddSingleton<IngestDatabase>();
        services.AddSingleton<Partitions>();
        services.AddSingleton(provider => RetentionSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<SourceStates>();
        services.AddSingleton<ReadingStore>();
        services.AddSingleton<CommitQueue>();
        services.AddSingleton(new IngestionGate());
        services.AddSingleton<Absence>();
        services.AddSingleton<OutboxNotes>();
        services.AddSingleton<IngestionMeter>();
        services.AddScoped<TelemetryIngestion>();
        services.AddSingleton<LiveReadings>();
        services.AddSingleton<ILiveFeed>(provider => provider.GetRequiredService<LiveReadings>());
        services.AddSingleton<LiveStream>();
        services.AddScoped<Rollup>();
        services.AddScoped<IQuarterHours, QuarterHours>();
        services.AddScoped<SiteReadings>();
        services.AddScoped<ISiteCurves, SiteCurves>();
        services.AddScoped<Completeness>();
        services.AddSingleton(provider => AlarmSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<AlarmMeter>();
        services.AddScoped<ReadingChecks>();
        services.AddScoped<AlarmStore>();
        services.AddScoped<AlarmPass>();
        services.AddScoped<IAlarms, Alarms.Alarms>();
        services.AddScoped<ManualQuarters>();
        services.AddDataProtection();
        services.AddSingleton(provider => WebhookSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookClient>();
        services.AddScoped<WebhookRound>();
        services.AddScoped<IWebhooks, Webhooks.Webhooks>();
        services.AddScoped<MailRound>();
        services.AddScoped<IAlarmMail, AlarmMail.AlarmMail>();
        return services;
    }

    /// <summary>Shares live readings with the other nodes through a Redis or Valkey, for example <c>valkey:6379</c>. One node alone needs none.</summary>
    public static IServiceCollection AddClemapLiveRelay(this IServiceCollection services, string address) =>
        services.AddHostedService(provider =>
            new LiveRelay(address, provider.GetRequiredService<LiveReadings>(), provider.GetRequiredService<ILogger<LiveRelay>>()));

    /// <summary>Works off due rollups, keeps partitions ready and looks for alarms; only for nodes with the role <c>worker</c>.</summary>
    public static IServiceCollection AddClemapTelemetryWorker(this IServiceCollection services)
    {
        services.AddHostedService<RollupWorker>();
        services.AddHostedService<AlarmWorker>();
        services.AddHostedService<WebhookSender>();
        services.AddHostedService<MailSender>();
        services.AddHostedService<RetentionWorker>();
        return services;
    }

    /// <summary>The ingestion endpoint and what people may read.</summary>
    public static IEndpointRouteBuilder MapClemapTelemetry(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapIngestion();
        endpoints.MapReadings();
        endpoints.MapAlarms();
        endpoints.MapManualQuarters();
        endpoints.MapWebhooks();
        endpoints.MapAlarmMail();
        return endpoints;
    }
}
