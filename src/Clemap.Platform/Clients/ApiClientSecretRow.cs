using Clemap.Platform.Database;

namespace Clemap.Platform.Clients;

internal sealed class ApiClientSecretRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid ClientId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>See <see cref="ApiClientSecret.Hash"/>; the secret itself is shown once and kept nowhere.</summary>
    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>A minute exact: written by <c>platform.use_api_client</c> alone.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
