using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clemap.Platform;

/// <summary>Organisations, sites, devices and what is wanted of them.</summary>
public static class ClemapPlatform
{
    public static IServiceCollection AddClemapPlatform(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<IOrganisationContext, OrganisationContext>();
        services.AddPolicies();
        return services;
    }

    public static IEndpointRouteBuilder MapClemapPlatform(this IEndpointRouteBuilder endpoints) => endpoints;
}
