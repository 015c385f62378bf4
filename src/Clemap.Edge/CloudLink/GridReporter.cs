using Clemap.Contracts.GridCommands;
using Clemap.Edge.GridCommands;

namespace Clemap.Edge.CloudLink;

/// <summary>Tells the cloud how commands of the grid operator stand and when the site was held down, until it has heard it.</summary>
internal sealed class GridReporter(CloudClient cloud, GridOperatorOrders grid, SiteClock time)
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(60);

    public async Task ReportAsync(CancellationToken cancellation)
    {
        grid.Save();
        var report = new GridReport([.. grid.Commands.Waiting().Take(MostAtOnce)], [.. grid.Restrictions.Waiting(MostAtOnce).Select(NotAhead)]);
        if (report.Commands.Count + report.Restrictions.Count > 0)
        {
            await cloud.ReportAsync(report, cancellation);
            grid.Commands.MarkReported(report.Commands);
            grid.Restrictions.MarkReported(report.Restrictions);
        }

        if (report.Commands.Count < MostAtOnce && report.Restrictions.Count < MostAtOnce)
            await grid.News.ForReporter.WaitAsync(LookEvery, time, cancellation);
    }

    // What a process before this one noted and ended by a clock that was ahead: nothing was later than now.
    private RestrictionReport NotAhead(RestrictionReport report)
    {
        var now = time.GetUtcNow();
        return time.Offset is null || (report.BeganAt <= now && !(report.EndedAt > now))
            ? report
            : report with { BeganAt = report.BeganAt < now ? report.BeganAt : now, EndedAt = report.EndedAt < now ? report.EndedAt : report.EndedAt is null ? null : now };
    }
}
