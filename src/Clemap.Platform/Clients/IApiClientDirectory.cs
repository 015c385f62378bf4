namespace Clemap.Platform.Clients;

/// <summary>API clients across organisations, for the token endpoint, which must know one before it knows its organisation.</summary>
public interface IApiClientDirectory
{
    /// <summary>
    /// Compares the secret with those of the client, in the same time whichever it is. A refusal is noted in the audit of the client's organisation, the same one once a minute.
    /// </summary>
    /// <param name="from">Network address, for the audit.</param>
    /// <returns><see langword="null"/> when the client is unknown or ended, or the secret is wrong, revoked or expired.</returns>
    Task<ApiClientIdentity?> VerifyAsync(Guid clientId, string secret, string from, CancellationToken cancellationToken);

    /// <summary>Notes, at most once a minute, that the secret was used.</summary>
    /// <returns>The client's organisation; <see langword="null"/> when the client has ended, or its secret is revoked or expired.</returns>
    Task<Guid?> UseAsync(Guid clientId, Guid secretId, CancellationToken cancellationToken);
}

/// <param name="SecretId">The one that it proved itself with.</param>
/// <param name="IsLicensed">The organisation has the option for programs of its own; without it the client gets no token.</param>
public sealed record ApiClientIdentity(Guid ClientId, Guid OrganisationId, string Name, IReadOnlyList<string> Scopes, Guid SecretId, bool IsLicensed);
