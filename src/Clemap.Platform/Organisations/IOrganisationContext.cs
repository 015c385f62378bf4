namespace Clemap.Platform.Organisations;

/// <summary>
/// The organisation that the current scope (request, circuit action, job) acts for, and which of its sites. Scoped. Both isolation fences read it: the query filters and, as
/// the settings <c>app.organisation_id</c> and <c>app.site_ids</c> of each connection, the row-level security of PostgreSQL.
/// </summary>
public interface IOrganisationContext
{
    /// <summary><see langword="null"/> before it is known: then every query of an owned table finds nothing.</summary>
    Guid? OrganisationId { get; }

    /// <summary>The person or device that acts; <see langword="null"/> for a job.</summary>
    Guid? ActorId { get; }

    /// <summary><see cref="SiteReach.None"/> before it is known.</summary>
    SiteReach Reach { get; }

    /// <summary>Sets them, once in a scope.</summary>
    /// <exception cref="InvalidOperationException">Another organisation is already set.</exception>
    void Enter(Guid organisationId, Guid? actorId, SiteReach reach);
}
