using Clemap.Identity.Accounts;
using Clemap.Identity.Clients;
using Clemap.Identity.Connect;
using Clemap.Identity.Database;
using Clemap.Identity.Devices;
using Clemap.Identity.FirstStart;
using Clemap.Identity.Keys;
using Clemap.Identity.OwnData;
using Clemap.Platform.Clients;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clemap.Identity;

/// <summary>Who somebody is: people, devices, their tokens, and the pages on which people sign in.</summary>
public static class ClemapIdentity
{
    /// <summary>Needs <c>Clemap:Url</c> and <c>Clemap:DataDir</c> in the configuration, and the platform module.</summary>
    /// <exception cref="InvalidOperationException">One of them is missing.</exception>
    /// <exception cref="KeyEncryptionException">The keys are encrypted with another key than the configured one, or that is not usable.</exception>
    public static IHostApplicationBuilder AddClemapIdentity(this IHostApplicationBuilder builder)
    {
        var settings = IdentitySettings.From(builder.Configuration);
        var encryption = KeyEncryption.From(builder.Configuration, settings.DataDirectory);
        var keys = KeyRing.Open(settings.KeyDirectory, TimeProvider.System, encryption);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddModuleDatabase<IdentityContext>(IdentityContext.Schema, order: 10);
        services.AddSingleton<IModuleMigration, ClientSeed>();
        services.AddDataProtection()
            .SetApplicationName("clemap")
            .PersistKeysToDbContext<IdentityContext>()
            .ProtectKeysWithCertificate(keys.Encryption[^1])
            .UnprotectKeysWithAnyCertificate([.. keys.Encryption]);
        services.AddAccounts(settings);
        services.AddTokens(settings, keys);
        services.AddScoped<IPeople, People>();
        services.AddSingleton<FirstStartLinks>();
        services.AddScoped<FirstAccount>();
        if (!settings.Demo)
        {
            services.AddSingleton(encryption);
            services.AddHostedService<KeysNotice>();
            services.AddHostedService<FirstStartNotice>();
        }

        services.AddScoped<OwnDataCopy>();
        services.AddScoped<AccountErasure>();
        services.AddScoped<IDeviceClients, DeviceClients>();
        services.AddScoped<IApiClientRegistration, ApiClientRegistration>();
        return builder;
    }

    /// <summary>Sign-in pages and the endpoints under <c>/connect</c>.</summary>
    public static IEndpointRouteBuilder MapClemapIdentity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAccountPages();
        var connect = endpoints.MapGroup("").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        connect.MapMethods(ConnectPaths.Authorize, [HttpMethods.Get, HttpMethods.Post], AuthorizeEndpoint.HandleAsync);
        connect.MapMethods(ConnectPaths.Logout, [HttpMethods.Get, HttpMethods.Post], LogoutEndpoint.HandleAsync);
        connect.MapPost(ConnectPaths.Token, TokenEndpoint.HandleAsync);
        return endpoints;
    }
}
