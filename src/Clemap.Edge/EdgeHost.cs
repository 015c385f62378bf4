using System.Net;
using Clemap.Edge.Actions;
using Clemap.Edge.BuildingInterface;
using System.Runtime.InteropServices;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.GridCommands;
using Clemap.Edge.LocalApi;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.SiteModel;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations.Ocpp;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Clemap.Edge;

/// <summary>The controller as a process: control loop, cloud link and local API.</summary>
internal static class EdgeHost
{
    public static async Task<int> RunAsync(EdgeConfiguration configuration, TextWriter output, CancellationToken cancellation = default)
    {
        var local = new LocalMemory(TimeProvider.System);
        bool isEnding = false, isTold = false, isChanged = false;
        // A signal that comes while a changed configuration is being put into force still ends the process.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => isEnding = true);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => isEnding = true);
        IReadOnlyList<Alarm> closedBefore = [];
        while (true)
        {
            bool isGood = false;
            try
            {
                await using var app = Build(configuration, TimeProvider.System, local);
                foreach (var problem in configuration.Models.Problems)
                    app.Logger.LogWarning("{File} is not in force: {Field}: {Rule}", problem.File, problem.Field, problem.Rule);
                await app.StartAsync(cancellation);
                var closed = app.Services.GetRequiredService<Alarms>().Open.Where(Doorway.IsClosed).ToList();
                // Whoever changed the configuration stands by and can choose another port; at a plain start nobody does, and the site must be controlled.
                if (isChanged && closed.FirstOrDefault(alarm => closedBefore.All(before => before.Code != alarm.Code)) is { } shut)
                {
                    await app.StopAsync(cancellation);
                    throw new IOException(shut.Message);
                }
                closedBefore = closed;
                isGood = await IsFirstCycleGoodAsync(app, cancellation);
                if (isGood && !isTold)
                {
                    await output.WriteLineAsync("ready");
                    await output.FlushAsync(cancellation);
                    isTold = true;
                }
                await app.WaitForShutdownAsync(cancellation);
                if (isGood && app.Services.GetService<Restart>() is not { IsRequested: true })
                    return Environment.ExitCode;
            }
            catch (Exception fault) when (isChanged && !isGood && fault is not OperationCanceledException)
            {
                local.Log.Add(LogLevel.Critical, $"The controller does not start with the changed configuration: {fault.Message}");
            }
            if (isEnding || (!isGood && !isChanged))
                return Environment.ExitCode;
            if (!isGood)
            {
                ConfigurationStore.Undo(configuration.SourceFile!);
                local.Log.Add(LogLevel.Warning, "The configuration before the change is in force again");
                Environment.ExitCode = 0;
            }
            isChanged = isGood;
            configuration = await ConfigurationFile.LoadAsync(configuration.SourceFile!, cancellation);
        }
    }

    /// <param name="local">What the local network knows from before a restart.</param>
    public static WebApplication Build(EdgeConfiguration configuration, TimeProvider time, LocalMemory? local = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, configuration.LocalPort));
        builder.Services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory, PatientSockets>());
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
        builder.Services.AddSingleton<StationLocks>();
        builder.Services.AddSingleton<ActionStore>();
        builder.Services.AddSingleton<ActionDesk>();
        builder.Services.AddSingleton<GridNews>();
        builder.Services.AddSingleton<GridCommandDesk>();
        builder.Services.AddSingleton<RestrictionStore>();
        builder.Services.AddSingleton<RestrictionLog>();
        builder.Services.AddSingleton<GridOperatorOrders>();
        builder.Services.AddSingleton<Orders>();
        builder.Services.AddSingleton(services => new BuildingControl(
            configuration, services.GetRequiredService<Documents>(), services.GetRequiredService<DesiredLimits>().Changed, time));
        builder.Services.AddSingleton(services => new BuildingRegisters(
            services.GetRequiredService<BuildingControl>(), services.GetRequiredService<Site>().GridSample, SiteModels.WorstAloneA(configuration)));
        builder.Services.AddHostedService<BuildingModbusServer>();
        builder.Services.AddSingleton(services => new BuildingRest(
            configuration, services.GetRequiredService<BuildingControl>(), services.GetRequiredService<Site>().GridSample, new Lockout(clock),
            services.GetRequiredService<ILogger<BuildingRest>>()));
        builder.Services.AddHostedService<BuildingRestServer>();
        var certificate = new LocalCertificate(configuration.DataDir, time);
        builder.Services.AddSingleton(certificate);
        builder.Services.AddSingleton<Recorder>();
        builder.Services.AddSingleton<LiveState>();
        builder.Services.AddSingleton<LinkState>();
        builder.Services.AddSingleton<Controller>();
        builder.Services.AddSingleton<ControlService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ControlService>());
        builder.Services.AddHostedService<StorageService>();
        builder.Services.AddHostedService<ActionService>();
        builder.Services.AddHostedService<GridCommandService>();
        builder.Services.AddHostedService<CloudService>();

        if (configuration.Local is not null)
            builder.AddLocalNetwork(configuration, local ?? new LocalMemory(time), certificate);

        var app = builder.Build();
        app.Use(next => context => AccessMiddleware.LoopbackAsync(context, next));
        if (configuration.Local is not null)
            app.UseLocalNetwork();
        app.MapLocal();
        return app;
    }

    private static async Task<bool> IsFirstCycleGoodAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.Services.GetRequiredService<ControlService>().FirstCycle.WaitAsync(cancellation);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            app.Logger.LogCritical("The first cycle failed: {Message}", fault.Message);
            return false;
        }
    }
}
