using System.Net;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations.Ocpp;
using Microsoft.Extensions.Logging.Console;

namespace Clemap.Edge;

/// <summary>The controller as a process: control loop, cloud link and local API.</summary>
internal static class EdgeHost
{
    public static async Task<int> RunAsync(EdgeConfiguration configuration, TextWriter output, CancellationToken cancellation = default)
    {
        await using var app = Build(configuration, TimeProvider.System);
        foreach (var problem in configuration.Models.Problems)
            app.Logger.LogWarning("{File} is not in force: {Field}: {Rule}", problem.File, problem.Field, problem.Rule);
        await app.StartAsync(cancellation);
        try
        {
            await app.Services.GetRequiredService<ControlService>().FirstCycle.WaitAsync(cancellation);
            await output.WriteLineAsync("ready");
            await output.FlushAsync(cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            app.Logger.LogCritical("The first cycle failed: {Message}", fault.Message);
        }
        await app.WaitForShutdownAsync(cancellation);
        return Environment.ExitCode;
    }

    public static WebApplication Build(EdgeConfiguration configuration, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, configuration.LocalPort));
        // Standard output belongs to whoever started the process: it carries "ready" and nothing else.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        builder.Services.AddSingleton(configuration);
        var clock = new SiteClock(time);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(_ => new EdgeDatabase(configuration.DataDir, clock, configuration.StorageMB * 1_000_000L));
        builder.Services.AddSingleton<Journal>();
        builder.Services.AddSingleton<Alarms>();
        builder.Services.AddSingleton<Retention>();
        builder.Services.AddSingleton<Documents>();
        builder.Services.AddSingleton<ReadingStore>();
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton(services => new EnergyRegisters(RegisterStore.Load(services.GetRequiredService<EdgeDatabase>())));
        builder.Services.AddSingleton(services => new ChargePoints(
            configuration, services.GetRequiredService<EdgeDatabase>(), time, services.GetRequiredService<ILoggerFactory>().CreateLogger("Clemap.Edge.Ocpp")));
        builder.Services.AddHostedService<OcppServer>();
        builder.Services.AddSingleton(services => new Site(
            configuration,
            services.GetRequiredService<EnergyRegisters>(),
            services.GetRequiredService<SessionStore>().Open().Keys.ToHashSet(),
            clock,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Clemap.Edge.Devices"),
            chargePoints: services.GetRequiredService<ChargePoints>()));
        builder.Services.AddSingleton(services => services.GetRequiredService<Site>().Topology);
        builder.Services.AddSingleton<DesiredLimits>();
        builder.Services.AddSingleton(services => new BuildingControl(
            configuration, services.GetRequiredService<Documents>(), services.GetRequiredService<DesiredLimits>().Changed, time));
        builder.Services.AddSingleton(services => new BuildingRegisters(
            services.GetRequiredService<BuildingControl>(), services.GetRequiredService<Site>().GridSample));
        builder.Services.AddHostedService<BuildingModbusServer>();
        builder.Services.AddSingleton<Recorder>();
        builder.Services.AddSingleton<LiveState>();
        builder.Services.AddSingleton<LinkState>();
        builder.Services.AddSingleton<Controller>();
        builder.Services.AddSingleton<ControlService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ControlService>());
        builder.Services.AddHostedService<StorageService>();
        builder.Services.AddHostedService<CloudService>();

        var app = builder.Build();
        app.MapLocal();
        return app;
    }
}
