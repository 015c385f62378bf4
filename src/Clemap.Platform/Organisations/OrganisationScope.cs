using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

/// <summary>Opens a service scope that acts for one organisation: jobs, event handlers of pages, and device streams use it.</summary>
public static class OrganisationScope
{
    /// <param name="services">Root or parent provider.</param>
    /// <param name="organisationId">To act for.</param>
    /// <param name="actorId">Who acts; <see langword="null"/> for a job.</param>
    public static AsyncServiceScope CreateOrganisationScope(this IServiceProvider services, Guid organisationId, Guid? actorId = null)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IOrganisationContext>().Enter(organisationId, actorId);
        return scope;
    }
}
