namespace Clemap.Edge.GridCommands;

/// <summary>Writes commands and restrictions to the disk beside the control loop, at each change and once a minute.</summary>
internal sealed class GridCommandService(GridOperatorOrders grid, TimeProvider time, ILogger<GridCommandService> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await grid.News.ForWriter.WaitAsync(Every, time, stoppingToken);
                Save();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Save();
        }
    }

    private void Save()
    {
        try
        {
            grid.Save();
        }
        catch (Exception failure)
        {
            // Whatever it is, it must not end the process that controls the site.
            log.LogError("What the grid operator ordered could not be written, again in {Seconds} s: {Message}", Every.TotalSeconds, failure.Message);
        }
    }
}
