using System.Net;
using System.Net.Sockets;
using Clemap.Platform;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Tests.Hosting;

/// <summary>A host of nothing but platform and identity, on a loopback port, with one endpoint for people and one for devices.</summary>
internal sealed class IdentityHost : IAsyncDisposable
{
    public const string ForPeople = "/api/test/people";
    public const string ForDevices = "/api/test/devices";
    private readonly WebApplication app;

    private readonly LogLines log;

    private IdentityHost(WebApplication app, Uri address, LogLines log) => (this.app, Address, this.log) = (app, address, log);

    /// <summary>Every line that the host has logged so far, debugging included but for the web server's own.</summary>
    public IReadOnlyCollection<string> Log => log.Lines;

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<IdentityHost> StartAsync(
        DatabaseConnections database,
        string dataDirectory,
        CancellationToken cancellationToken,
        bool demo = true,
        string? url = null,
        TimeProvider? time = null,
        bool migrate = false,
        string name = "127.0.0.1",
        Dictionary<string, string?>? settings = null)
    {
        var address = new Uri($"http://{name}:{FreePort()}");
        var builder = WebApplication.CreateBuilder();
        var log = new LogLines();
        builder.Logging.ClearProviders();
        // As the product filters: the web server's own lines hold addresses with their queries.
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Error);
        builder.WebHost.UseUrls(address.ToString());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Clemap:Url"] = url ?? address.ToString(),
            ["Clemap:DataDir"] = dataDirectory,
            ["Clemap:Demo"] = demo ? "true" : "false",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddClemapPlatform();
        builder.AddClemapIdentity();
        // Some two hundred passwords are hashed here; their strength is not what is tested.
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000);

        var app = builder.Build();
        app.UseAuthentication();
        app.UseOrganisation();
        app.UseAuthorization();
        app.MapClemapIdentity();
        app.MapGet(ForPeople, static (HttpContext http) => http.User.Identity!.Name).RequireAuthorization(Permission.ViewSites);
        app.MapGet(ForDevices, static (HttpContext http) => http.User.Identity!.Name).RequireAuthorization(Permission.Device);
        if (migrate)
            await DatabaseFixture.MigrateAsync(app.Services, cancellationToken);
        await app.StartAsync(cancellationToken);
        return new IdentityHost(app, address, log);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
