namespace Clemap.Platform.Organisations;

/// <summary>
/// The organisation that the current scope (request, circuit action, job) acts for. Scoped. Both isolation fences read it: the query filters and, as
/// the setting <c>app.organisation_id</c> of each connection, the row-level security of PostgreSQL.
/// </summary>
public interface IOrganisationContext
{
    /// <summary><see langword="null"/> before it is known: then every query of an owned table finds nothing.</summary>
    Guid? OrganisationId { get; }

    /// <summary>The person or device that acts; <see langword="null"/> for a job.</summary>
    Guid? ActorId { get; }

    /// <summary>Sets both, once in a scope.</summary>
    /// <exception cref="InvalidOperationException">Another organisation is already set.</exception>
    void Enter(Guid organisationId, Guid? actorId);
}
