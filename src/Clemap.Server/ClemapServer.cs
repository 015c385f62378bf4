using Clemap.Billing;
using Clemap.Identity;
using Clemap.Platform;
using Clemap.Platform.Audit;
using Clemap.Platform.Idempotency;
using Clemap.Platform.Organisations;
using Clemap.Portal;
using Clemap.Server.Configuration;
using Clemap.Server.Database;
using Clemap.Server.Demo;
using Clemap.Server.Health;
using Clemap.Server.Hosting;
using Clemap.Server.Http;
using Clemap.Server.Http.Api;
using Clemap.Server.Jobs;
using Clemap.Telemetry;
using Hangfire;

namespace Clemap.Server;

/// <summary>The host, from configuration to the last endpoint, in the order in which things happen.</summary>
internal sealed class ClemapServer : IAsyncDisposable
{
    private const long LargestBody = 1024 * 1024;

    private readonly ServerDatabase database;

    private ClemapServer(WebApplication app, ServerDatabase database) => (App, this.database) = (app, database);

    public WebApplication App { get; }

    /// <summary>Returns when the server listens and is ready.</summary>
    /// <exception cref="SettingsException">It cannot start as configured.</exception>
    public static async Task<ClemapServer> StartAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ClemapServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var settings = ServerSettings.From(builder.Configuration);
        var database = await ServerDatabase.OpenAsync(settings, cancellationToken);
        ClemapServer? server = null;
        try
        {
            Compose(builder, settings, database);
            server = new ClemapServer(builder.Build(), database);
            await server.StartAsync(settings, cancellationToken);
            return server;
        }
        catch
        {
            await (server?.DisposeAsync() ?? database.DisposeAsync());
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await App.DisposeAsync();
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private static void Compose(WebApplicationBuilder builder, ServerSettings settings, ServerDatabase database)
    {
        builder.Logging.AddCalmLog(settings);
        builder.WebHost.UseUrls(settings.Listen).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // An endpoint that takes more says so itself; nobody may hold a connection by sending nothing.
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(4));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(database.Connections);
        database.AddWatch(builder.Services);

        builder.Services.AddSingleton(new AuditSettings(settings.AuditDays));
        builder.Services.AddClemapPlatform();
        builder.AddClemapIdentity();
        builder.Services.AddClemapTelemetry();
        builder.Services.AddClemapBilling();
        builder.AddClemapPortal();
        if (settings.Roles.Contains(NodeRole.Worker))
        {
            builder.Services.AddClemapPlatformWorker();
            builder.Services.AddClemapTelemetryWorker();
        }

        if (settings.LiveFeed is { Length: > 0 } relay)
            builder.Services.AddClemapLiveRelay(relay);

        builder.Services.AddJobs(settings);
        builder.Services.AddHealth();
        builder.Services.AddApiErrors();
        builder.Services.AddRateLimits(settings);
        builder.Services.AddRequestDecompression();
        builder.Services.AddApiDocument();
        builder.Services.AddSingleton<DemoSeed>();
    }

    private async Task StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        await App.Services.PrepareAsync(cancellationToken);
        if (settings.Demo is { } demo)
            await App.Services.GetRequiredService<DemoSeed>().RunAsync(demo, cancellationToken);
        await App.Services.SetSupportPeopleAsync(App.Configuration, cancellationToken);
        if (settings.Roles.Contains(NodeRole.Worker))
            App.Services.GetRequiredService<IRecurringJobManager>().ScheduleClemapPlatform();
        Pipe(App, settings);
        Map(App, settings.Roles);
        await App.StartAsync(cancellationToken);
    }

    private static void Pipe(WebApplication app, ServerSettings settings)
    {
        app.UseForwardedAddress(settings.Proxies);
        app.UseApiErrors();
        if (settings.Roles.Contains(NodeRole.Portal))
            app.UseNotFoundPage();
        app.UseSecurityHeaders(settings);
        // Said here, since it would otherwise come first, and the answers that end at it (health) would have no headers.
        app.UseRouting();
        app.UseAddressLimits(settings);
        app.UseRequestDecompression();
        app.UsePortalCulture();
        app.UseAuthentication();
        app.UseOrganisation();
        app.UseRateLimiter();
        app.UseRateLimitHeaders(settings);
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseIdempotencyKeys();
    }

    private static void Map(WebApplication app, IReadOnlySet<NodeRole> roles)
    {
        app.MapHealth();
        app.MapApiDocument();
        if (roles.Contains(NodeRole.Identity))
            app.MapClemapIdentity();
        if (roles.Contains(NodeRole.Portal))
        {
            app.MapPublishedAssets();
            app.MapClemapPortal();
        }

        var api = new ServedEndpoints(app, roles);
        api.MapClemapPlatform();
        api.MapClemapTelemetry();
        api.MapClemapBilling();
        api.Serve();
    }
}
