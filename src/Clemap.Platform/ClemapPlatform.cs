using System.Text.Json.Serialization;
using Clemap.Contracts;
using Clemap.Platform.Actions;
using Clemap.Platform.Audit;
using Clemap.Platform.Clients;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Claims;
using Clemap.Platform.Devices.Transfers;
using Clemap.Platform.GridCommands;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Http;
using Clemap.Platform.Idempotency;
using Clemap.Platform.Invitations;
using Clemap.Platform.Licences;
using Clemap.Platform.Mail;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Platform.Sites.Groups;
using Clemap.Platform.Support;
using Hangfire;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clemap.Platform;

/// <summary>Organisations, sites, devices and what is wanted of them.</summary>
public static class ClemapPlatform
{
    /// <summary>Needs <see cref="DatabaseConnections"/> and, to enrol devices, <see cref="IDeviceClients"/>, and to make API clients, <see cref="IApiClientRegistration"/>.</summary>
    public static IServiceCollection AddClemapPlatform(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddModuleDatabase<PlatformContext>(PlatformContext.SchemaName, order: 0);
        services.AddPolicies();
        services.Replace(ServiceDescriptor.Scoped<IAuthenticationHandlerProvider, HandlersOfARequest>());
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        });

        services.AddSingleton(provider =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            return MailSettings.From(configuration, new Uri(configuration["Clemap:Url"] ?? "http://localhost"));
        });
        services.AddSingleton<IMailer, Mailer>();

        services.AddSingleton<IdempotencyKeys>();
        services.AddScoped<IOrganisationContext, OrganisationContext>();
        services.AddScoped<RequestOrigin>();
        services.AddScoped<AuditTrail>();
        services.AddScoped<AuditNames>();
        services.AddScoped<IAuditWriter, AuditWriter>();
        services.AddScoped<IAudit, AuditLog>();
        services.AddTransient<AuditPruning>();
        services.TryAddSingleton(new AuditSettings(AuditSettings.DefaultDays));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusedAccess>();
        services.AddScoped<IMemberships, Memberships>();
        services.AddScoped<IMembers, Members>();
        services.AddScoped<IPersonalTraces, PersonalTraces>();
        services.AddScoped<IInvitations, Invitations.Invitations>();
        services.AddScoped<IInvitationLinks, InvitationLinks>();
        services.AddTransient<InvitationLetter>();
        services.AddScoped<IMeteringGroups, MeteringGroups>();
        services.AddScoped<ISupportAccess, SupportAccess>();
        services.AddScoped<Ancestors>();
        services.AddScoped<IOrganisations, OrganisationTree>();
        services.AddSingleton<ISupportPeople, SupportPeople>();
        services.AddSingleton<IProvisioning, Provisioning>();

        services.AddScoped<IApiClients, ApiClients>();
        services.AddSingleton<IApiClientDirectory, ApiClientDirectory>();

        services.AddScoped<ISiteDirectory, SiteDirectory>();
        services.AddScoped<ISiteSearch, SiteSearch>();
        services.AddScoped<ISites, Sites.Sites>();
        services.AddScoped<SiteModels>();
        services.AddSingleton<SiteSignals>();
        services.AddSingleton<ISiteChanges>(provider => provider.GetRequiredService<SiteSignals>());
        services.AddHostedService<SiteSignalListener>();

        services.AddSingleton<DeviceCache>();
        services.AddSingleton<IDeviceDirectory, DeviceDirectory>();
        services.AddScoped<IDevices, Devices.Devices>();
        services.AddScoped<IDeviceWatch, DeviceWatch>();
        services.AddScoped<KeyChanges>();
        services.AddSingleton<ClaimLimits>();
        services.AddScoped<IDeviceClaims, DeviceClaims>();
        services.AddScoped<IDeviceTransfers, DeviceTransfers>();

        services.AddSingleton(Plans.Load());
        services.AddScoped<ILicences, Licences.Licences>();

        services.AddScoped<DesiredStates>();
        services.AddScoped<IDesiredStates>(provider => provider.GetRequiredService<DesiredStates>());
        services.AddScoped<IDesiredStateHistory, DesiredStateHistory>();
        services.AddScoped<IRollouts, Rollouts>();
        services.AddTransient<RolloutJob>();
        services.AddScoped<ReportedStates>();
        services.AddScoped<DeviceWishes>();
        services.AddScoped<IActions, Actions.Actions>();
        services.AddScoped<ActionReporting>();
        services.TryAddScoped<IMeteringPoints, NoMeteringPoints>();
        services.AddScoped<GridTargets>();
        services.AddScoped<GridCallers>();
        services.AddScoped<GridCommands.GridCommands>();
        services.AddScoped<IGridCommands>(provider => provider.GetRequiredService<GridCommands.GridCommands>());
        services.AddDataProtection();
        services.TryAddSingleton(provider => OpenAdrSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<VtnSecrets>();
        services.AddSingleton<VtnClient>();
        services.AddSingleton<VtnPoll>();
        services.AddScoped<IOpenAdr, OpenAdrConnections>();
        services.AddScoped<GridReporting>();
        services.AddScoped<IRestrictions, Restrictions>();
        services.AddSingleton<DeviceStandings>();
        services.AddSingleton<DesiredStateFeed>();
        return services;
    }

    /// <summary>Polls OpenADR servers; only for nodes with the role <c>worker</c>.</summary>
    public static IServiceCollection AddClemapPlatformWorker(this IServiceCollection services) => services.AddHostedService<VtnWorker>();

    /// <summary>Jobs that come back; a node that works schedules them, and doing it again changes nothing.</summary>
    public static void ScheduleClemapPlatform(this IRecurringJobManager jobs) =>
        jobs.AddOrUpdate<AuditPruning>(AuditPruning.Name, job => job.RunAsync(CancellationToken.None), Cron.Daily(2, 20));

    public static IEndpointRouteBuilder MapClemapPlatform(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSites();
        endpoints.MapPeople();
        endpoints.MapMeteringGroups();
        endpoints.MapSupport();
        endpoints.MapOrganisations();
        endpoints.MapApiClients();
        endpoints.MapAudit();
        endpoints.MapDesiredState();
        endpoints.MapActions();
        endpoints.MapGridCommands();
        endpoints.MapOpenAdr();
        endpoints.MapDesiredStateHistory();
        endpoints.MapRollouts();
        endpoints.MapDevices();
        endpoints.MapClaims();
        endpoints.MapTransfers();
        endpoints.MapEnrolment();
        endpoints.MapLicences();
        endpoints.MapKeyChange();
        return endpoints;
    }
}
