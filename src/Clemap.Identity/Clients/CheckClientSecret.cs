using Clemap.Identity.Sessions;
using Clemap.Platform.Clients;
using Clemap.Platform.Licences;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlerFilters;

namespace Clemap.Identity.Clients;

/// <summary>Takes the place of OpenIddict's own check: a client has up to two secrets, each with an end.</summary>
internal sealed class CheckClientSecret(IApiClientDirectory directory) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    private const string Property = "clemap.api-client";

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .AddFilter<RequireClientIdParameter>()
            .AddFilter<RequireClientSecretParameter>()
            .UseSingletonHandler<CheckClientSecret>()
            .SetOrder(OpenIddictServerHandlers.ValidateClientSecret.Descriptor.Order)
            .SetType(OpenIddictServerHandlerType.Custom)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        // Nothing but the token endpoint asks who a client is.
        if (context.EndpointType != OpenIddictServerEndpointType.Token)
            return;
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException("The request did not come over HTTP.");
        if (Guid.TryParse(context.ClientId, out var id)
            && await directory.VerifyAsync(id, context.ClientSecret!, Caller.Of(http).Address, context.CancellationToken) is { } client)
        {
            if (client.IsLicensed)
                context.Transaction.SetProperty(Property, client);
            else
                context.Reject(Errors.UnauthorizedClient, $"The organisation has no licence with the option '{LicenceOption.ApiClients}' in use.");
        }
        else
        {
            context.Reject(Errors.InvalidClient, "Client and secret do not fit, or the client has ended, or its secret is revoked or expired.");
        }
    }

    /// <summary>The client that proved itself in this request; <see langword="null"/> when none did by a secret.</summary>
    public static ApiClientIdentity? ClientOf(HttpContext http) =>
        http.Features.Get<OpenIddictServerAspNetCoreFeature>()?.Transaction?.GetProperty<ApiClientIdentity>(Property);
}
