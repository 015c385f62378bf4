namespace Clemap.Platform.Clients;

/// <summary>Where API clients become known to the token endpoint. Implemented by the identity module; what a client may, and whether it stands, is decided here at each token.</summary>
public interface IApiClientRegistration
{
    /// <param name="clientId">New; becomes the <c>client_id</c>.</param>
    /// <param name="scopes">All that it may ever ask for.</param>
    Task RegisterAsync(Guid clientId, string name, IReadOnlyCollection<string> scopes, CancellationToken cancellationToken);
}
