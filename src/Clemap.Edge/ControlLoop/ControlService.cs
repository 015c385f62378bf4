using Clemap.Edge.LocalApi;

namespace Clemap.Edge.ControlLoop;

/// <summary>Runs a cycle every second, and at once when the desired state changed.</summary>
internal sealed class ControlService(
    Controller controller, DesiredLimits limits, Alarms alarms, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ControlService> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource firstCycle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task FirstCycle => firstCycle.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                long start = time.GetTimestamp();
                await controller.CycleAsync(stoppingToken);
                alarms.Set(Alarms.TimeUnknown, limits.TimeProblem);
                firstCycle.TrySetResult();
                var rest = Period - time.GetElapsedTime(start);
                if (rest > TimeSpan.Zero)
                    await limits.Changed.WaitAsync(rest, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await ReleaseAsync();
        }
        catch (Exception fault)
        {
            // A controller that does not control must not look alive: it ends, the stations fall back, and whoever started it starts it again.
            log.LogCritical(fault, "The control loop failed");
            firstCycle.TrySetException(fault);
            await ReleaseAsync();
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task ReleaseAsync()
    {
        using var shortly = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        await controller.ReleaseAsync(shortly.Token);
    }
}
