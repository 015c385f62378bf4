using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Clemap.Platform.Http;

/// <summary>
/// The authentication handlers of a request, which can be let go of while it still lasts. The middleware of authentication holds on to its provider until the answer has ended, and each handler to the
/// whole scope that the request was let in with: for a stream of hours too much.
/// </summary>
internal sealed class HandlersOfARequest(IAuthenticationSchemeProvider schemes) : IAuthenticationHandlerProvider
{
    private AuthenticationHandlerProvider? handlers;

    public Task<IAuthenticationHandler?> GetHandlerAsync(HttpContext context, string authenticationScheme) =>
        (handlers ??= new AuthenticationHandlerProvider(schemes)).GetHandlerAsync(context, authenticationScheme);

    /// <summary>Who is asked for after this is made anew.</summary>
    public void LetGo() => handlers = null;
}
