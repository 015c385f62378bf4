using System.Runtime.InteropServices;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Live;
using Clemap.Simulator.State;

namespace Clemap.Simulator.Cli;

/// <summary><c>run --config FILE [--state FILE]</c>: a site in real time, until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> words, TimeProvider time)
    {
        var arguments = new Arguments(words, "--config", "--state");
        var configuration = ConfigurationFile.Read(arguments.Required("--config"));
        var statePath = arguments.Optional("--state");
        using var stop = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

        await using var live = new LiveSite(configuration, time);
        RegisterState.Restore(statePath, configuration, live.Site);
        await live.StartAsync(stop.Token);
        foreach (var port in live.Ports.Where(port => port.Path is not null)) Console.WriteLine($"serial {port.Path}: {port.Who}");
        Console.WriteLine("ready");
        await live.RunAsync(stop.Token);
        RegisterState.Save(statePath, configuration, live.Site, time.GetUtcNow());
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
