using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace Clemap.Portal.SignIn;

/// <summary>Open circuits look every half minute whether their session still stands; the framework's own default is half an hour.</summary>
internal sealed class PortalAuthenticationState(ILoggerFactory loggers, StandingRights rights)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState state, CancellationToken cancellationToken) =>
        rights.StandAsync(state.User, cancellationToken);
}
