using Clemap.Platform.Http;

namespace Clemap.Platform.Clients;

/// <summary>The API clients of the organisation in scope: programs with rights of their own, which they prove by a secret (OAuth 2 client credentials).</summary>
public interface IApiClients
{
    /// <summary>Those that have not ended, by name.</summary>
    Task<IReadOnlyList<ApiClientView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a client with its first secret.</summary>
    /// <returns>The client with the secret, which is not shown again, or the rule that was broken.</returns>
    Task<(NewApiClientSecret? Made, BrokenRule? Broken)> MakeAsync(NewApiClient client, CancellationToken cancellationToken);

    /// <summary>Adds a second secret, so that the first can be replaced without a pause.</summary>
    /// <param name="validDays">See <see cref="NewApiClient"/>.</param>
    /// <returns>The secret, or the rule that was broken; neither when there is no such client.</returns>
    Task<(NewApiClientSecret? Made, BrokenRule? Broken)> AddSecretAsync(Guid clientId, int validDays, CancellationToken cancellationToken);

    /// <summary>Tokens that came of the secret are refused within a minute.</summary>
    /// <returns>False when there is no such secret, or it is revoked already.</returns>
    Task<bool> RevokeSecretAsync(Guid clientId, Guid secretId, CancellationToken cancellationToken);

    /// <summary>Ends the client for ever; its tokens are refused within a minute.</summary>
    /// <returns>False when there is no such client, or it has ended already.</returns>
    Task<bool> EndAsync(Guid clientId, CancellationToken cancellationToken);
}

/// <param name="Name">For people, 1 to 100 characters.</param>
/// <param name="Scopes">Of <see cref="Organisations.ApiScope"/>, at least one; nobody gives what he has not himself.</param>
/// <param name="ValidDays">Until the secret expires: 1 to 730.</param>
public sealed record NewApiClient(string Name, IReadOnlyCollection<string> Scopes, int ValidDays = 365);

/// <param name="Secret">Shown this once.</param>
public sealed record NewApiClientSecret(Guid ClientId, string ClientName, Guid SecretId, string Secret, DateTimeOffset ExpiresAt);

/// <param name="Id">The <c>client_id</c>.</param>
/// <param name="LastUsedAt">By any of its secrets, a minute exact; <see langword="null"/> when never.</param>
/// <param name="Secrets">Those that are not revoked, the oldest first.</param>
public sealed record ApiClientView(
    Guid Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset MadeAt, DateTimeOffset? LastUsedAt, IReadOnlyList<ApiClientSecretView> Secrets);

/// <param name="LastUsedAt">A minute exact; <see langword="null"/> when never.</param>
public sealed record ApiClientSecretView(Guid Id, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, bool Expired);
