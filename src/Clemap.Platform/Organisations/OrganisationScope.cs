using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

/// <summary>Opens a service scope that acts for one organisation: jobs, event handlers of pages, and device streams use it.</summary>
public static class OrganisationScope
{
    /// <summary>For the whole organisation: what no person asked for, or what was checked before.</summary>
    /// <param name="services">Root or parent provider.</param>
    /// <param name="organisationId">To act for.</param>
    /// <param name="actorId">Who acts; <see langword="null"/> for a job.</param>
    public static AsyncServiceScope CreateOrganisationScope(this IServiceProvider services, Guid organisationId, Guid? actorId = null) =>
        services.CreateOrganisationScope(organisationId, actorId, SiteReach.Whole);

    /// <summary>For some of its sites.</summary>
    public static AsyncServiceScope CreateOrganisationScope(this IServiceProvider services, Guid organisationId, Guid? actorId, SiteReach reach)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IOrganisationContext>().Enter(organisationId, actorId, reach);
        return scope;
    }
}
