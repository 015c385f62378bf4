namespace Clemap.Platform.Organisations;

/// <summary>Which person is what in which organisation.</summary>
public interface IMemberships
{
    /// <summary>Of one person, by name of the organisation and role. Works before an organisation is known: sign-in asks it.</summary>
    Task<IReadOnlyList<Membership>> OfPersonAsync(Guid personId, CancellationToken cancellationToken);

    /// <summary>Gives the person the role; doing it again changes nothing.</summary>
    /// <param name="organisationId">The organisation in scope.</param>
    /// <param name="role">One of <see cref="Role"/>.</param>
    Task AddAsync(Guid organisationId, Guid personId, string role, CancellationToken cancellationToken);
}

/// <param name="Role">One of <see cref="Organisations.Role"/>; a person with two roles has two memberships.</param>
public sealed record Membership(Guid OrganisationId, string OrganisationName, string Role);
