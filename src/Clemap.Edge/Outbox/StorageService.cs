using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;

namespace Clemap.Edge.Outbox;

/// <summary>Keeps the file within its bound and says what is wrong with the disk, with or without a cloud.</summary>
internal sealed class StorageService(EdgeDatabase database, Retention retention, Recorder recorder, Alarms alarms, Journal journal, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private const int KeepEvery = 6;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        journal.Add(Journal.Edge, "started", $"Version {CloudLink.Software.Version}.");
        using var timer = new PeriodicTimer(Period, time);
        for (int round = 0; ; round++)
        {
            Look(keep: round % KeepEvery == 0);
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                journal.Add(Journal.Edge, "stopped", "As asked.");
                return;
            }
        }
    }

    public void Look(bool keep)
    {
        string? failing = recorder.Problem;
        try
        {
            if (keep)
                retention.Keep();
            long thinned = retention.Thinned;
            alarms.Set(Alarms.StorageThinned, thinned == 0 ? null : $"{thinned} readings were thinned to quarter hours or deleted: too much waited for too long.");
        }
        catch (Exception failure)
        {
            // Whatever it is, it must not end the process that controls the site.
            failing ??= failure.Message;
        }
        alarms.Set(Alarms.StorageDamaged, database.SetAside);
        alarms.Set(Alarms.StorageFailing, failing);
    }
}
