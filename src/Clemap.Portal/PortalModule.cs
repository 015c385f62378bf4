using Clemap.Portal.Culture;
using Clemap.Portal.Downloads;
using Clemap.Portal.Layout;
using Clemap.Portal.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MudBlazor.Services;

namespace Clemap.Portal;

/// <summary>The pages for people.</summary>
public static class PortalModule
{
    /// <summary>Needs <c>Clemap:Url</c>: the public address, which is also the issuer that people sign in at.</summary>
    public static IHostApplicationBuilder AddClemapPortal(this IHostApplicationBuilder builder)
    {
        var address = builder.Configuration["Clemap:Url"] ?? throw new InvalidOperationException("Clemap:Url is not set: the portal needs its own address.");
        var services = builder.Services;
        services.AddPortalAuthentication(new Uri(address));
        services.AddLocalization();
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddScoped<PortalScope>();
        services.AddScoped<SupportChange>();
        services.AddSingleton(new PortalOptions(builder.Configuration.GetValue<bool>("Clemap:Demo")));
        services.AddRazorComponents().AddInteractiveServerComponents();
        return builder;
    }

    /// <summary>Language of each request; before authentication, so that the sign-in pages speak it too.</summary>
    public static IApplicationBuilder UsePortalCulture(this IApplicationBuilder app) => app.UseRequestLocalization(PortalCultures.Options());

    /// <summary>Pages, downloads, sign-in and sign-out. The host has <c>UseAntiforgery</c> after authorization and serves static assets.</summary>
    public static IEndpointRouteBuilder MapClemapPortal(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSessionEndpoints();
        endpoints.MapCultureEndpoint();
        endpoints.MapDownloadEndpoints();
        endpoints.MapRazorComponents<App>()
            // The host says for every answer who may frame it.
            .AddInteractiveServerRenderMode(static options => options.ContentSecurityFrameAncestorsPolicy = null);
        return endpoints;
    }
}

/// <param name="Demo">Every page says that it is a demonstration.</param>
internal sealed record PortalOptions(bool Demo);
