using Clemap.Contracts.GridCommands;
using Clemap.Edge.GridCommands;

namespace Clemap.Edge.CloudLink;

/// <summary>Tells the cloud how commands of the grid operator stand and when the site was held down, until it has heard it.</summary>
internal sealed class GridReporter(CloudClient cloud, GridOperatorOrders grid, TimeProvider time)
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(60);

    public async Task ReportAsync(CancellationToken cancellation)
    {
        grid.Save();
        var report = new GridReport(grid.Commands.Waiting(), grid.Restrictions.Waiting(MostAtOnce));
        if (report.Commands.Count + report.Restrictions.Count > 0)
        {
            await cloud.ReportAsync(report, cancellation);
            grid.Commands.MarkReported(report.Commands);
            grid.Restrictions.MarkReported(report.Restrictions);
        }

        if (report.Restrictions.Count < MostAtOnce)
            await grid.News.ForReporter.WaitAsync(LookEvery, time, cancellation);
    }
}
