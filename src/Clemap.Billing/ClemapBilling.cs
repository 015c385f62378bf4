using Clemap.Billing.Database;
using Clemap.Billing.Energy;
using Clemap.Billing.Invoices;
using Clemap.Billing.OwnCharging;
using Clemap.Billing.Reports;
using Clemap.Billing.Residents;
using Clemap.Billing.Sdat;
using Clemap.Billing.Sessions;
using Clemap.Billing.Setup;
using Clemap.Platform.Database;
using Clemap.Platform.GridCommands;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clemap.Billing;

/// <summary>Sessions, billing runs, documents and SDAT.</summary>
public static class ClemapBilling
{
    /// <summary>The host also registers Platform, Telemetry and Hangfire.</summary>
    public static IServiceCollection AddClemapBilling(this IServiceCollection services)
    {
        services.AddModuleDatabase<BillingDbContext>(BillingDbContext.SchemaName, order: 30);
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<IBillingSetup, BillingSetup>();
        services.AddScoped<SessionIngestion>();
        services.AddScoped<ISessions, Sessions.Sessions>();
        services.AddScoped<IBillingRuns, BillingRuns>();
        services.AddScoped<MonthReader>();
        services.AddScoped<BillingRunJob>();
        services.AddScoped<ISdatPeriods, SdatPeriods>();
        services.AddScoped<IMeteringPoints, MeteringPoints.MeteringPoints>();
        services.AddScoped<ISiteEnergy, SiteEnergy>();
        services.AddScoped<ISiteReports, SiteReports>();
        services.AddScoped<IResidents, Residents.Residents>();
        services.AddScoped<IResidentData, ResidentData>();
        services.AddScoped<OwnHomes>();
        services.AddScoped<IOwnCharging, OwnChargingReader>();
        return services;
    }

    public static IEndpointRouteBuilder MapClemapBilling(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSessions();
        endpoints.MapBillingRuns();
        endpoints.MapReports();
        endpoints.MapSdat();
        endpoints.MapResidents();
        endpoints.MapResidentData();
        endpoints.MapOwnCharging();
        return endpoints;
    }
}
