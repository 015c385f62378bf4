using System.Net;
using Clemap.Edge.Commissioning;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.Dashboard;
using Clemap.Edge.LocalApi.Device;
using Clemap.Edge.LocalApi.Log;
using Clemap.Edge.LocalApi.SiteModel;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clemap.Edge.LocalApi;

/// <summary>The second listener: HTTPS on the local network, with accounts, for the dashboard and for scripts.</summary>
internal static class LocalNetwork
{
    private const long LargestBody = 1 << 20;
    private const long MostConnections = 100;

    public static void AddLocalNetwork(this WebApplicationBuilder builder, EdgeConfiguration configuration, LocalMemory memory, LocalCertificate certificate)
    {
        var local = configuration.Local!;
        var arrivals = new Arrivals(TimeProvider.System);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = LargestBody;
            server.Limits.MaxConcurrentConnections = MostConnections;
            if (local.Address is { } address)
                server.Listen(IPAddress.Parse(address), local.HttpsPort, UseHttps);
            else
                server.ListenAnyIP(local.HttpsPort, UseHttps);
        });
        // Asked for with each connection, so that a renewed certificate needs no restart.
        void UseHttps(ListenOptions listener)
        {
            arrivals.WatchConnections(listener);
            listener.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate.Current);
        }

        builder.Logging.AddProvider(new LogRingProvider(memory.Log));

        builder.Services.AddSingleton(memory.SignedIn);
        builder.Services.AddSingleton(memory.Lockout);
        builder.Services.AddSingleton(memory.Log);
        builder.Services.AddSingleton(new StartTime(memory.StartedAt));
        builder.Services.AddSingleton<AccountStore>();
        builder.Services.AddSingleton(new ConfigurationStore(
            configuration.SourceFile ?? throw new InvalidOperationException("The dashboard changes a file."), configuration.Models));
        builder.Services.AddSingleton(arrivals);
        builder.Services.AddSingleton<Restart>();
        builder.Services.AddSingleton(new NetworkManager());
        builder.Services.AddCommissioning();
        builder.Services.AddHostedService<Greeting>();
    }

    public static void UseLocalNetwork(this WebApplication app)
    {
        app.Services.GetRequiredService<Arrivals>().WatchRequests(app);
        app.Use(next => context => AccessMiddleware.InvokeAsync(context, next));
        app.MapDashboard();
        app.MapSession();
        app.MapAccounts();
        app.MapLiveStream();
        app.MapConfiguration();
        app.MapCloudAccounts();
        app.MapDevice();
        app.MapCommissioning();
    }
}
