using Clemap.Contracts.Actions;
using Clemap.Edge.Actions;

namespace Clemap.Edge.CloudLink;

/// <summary>Tells the cloud what became of actions, until it has heard it, and has taken what the disk did not take at first.</summary>
internal sealed class ActionReporter(CloudClient cloud, ActionDesk desk, ActionStore store, TimeProvider time)
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(60);

    public async Task ReportAsync(CancellationToken cancellation)
    {
        var waiting = store.Waiting(MostAtOnce);
        if (waiting.Count > 0)
        {
            await cloud.ReportAsync(new ActionReports(waiting), cancellation);
            store.MarkReported(waiting, time.GetUtcNow());
        }

        desk.TakeMissed();
        if (waiting.Count < MostAtOnce)
            await desk.News.WaitAsync(LookEvery, time, cancellation);
    }
}
