using Clemap.Platform.Database;

namespace Clemap.Platform.Clients;

/// <summary>A program of the organisation that calls the API. Stays when it has ended, so that the audit can name it.</summary>
internal sealed class ApiClientRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }

    /// <summary><c>client_id</c>, and <c>sub</c> in its tokens.</summary>
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Of <see cref="Organisations.ApiScope"/>.</summary>
    public required string[] Scopes { get; init; }

    public required DateTimeOffset MadeAt { get; init; }
    public required Guid? MadeBy { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
}
