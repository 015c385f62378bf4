using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.LiveFeed;

/// <summary>Hands what was just committed to the subscribers of this process.</summary>
internal sealed class LiveReadings(IServiceProvider services, TimeProvider time) : ILiveFeed
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    // The pointer lags by a minute, and may move on while one looks.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SourcesLast = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<LiveSubscription, Guid> subscriptions = new();

    /// <summary>What was committed on this node; a relay carries it to the others.</summary>
    public event Action<Guid, IReadOnlyList<Reading>>? Published;

    /// <param name="newest">Only rows that are the newest of their source: a late row is not news.</param>
    public void Publish(Guid organisationId, IReadOnlyList<Reading> newest)
    {
        if (newest.Count == 0)
            return;
        Offer(organisationId, newest);
        Published?.Invoke(organisationId, newest);
    }

    /// <summary>Hands rows, of this node or of another, to the subscribers of that organisation here.</summary>
    public void Offer(Guid organisationId, IReadOnlyList<Reading> newest)
    {
        foreach (var (subscription, owner) in subscriptions)
        {
            if (owner == organisationId)
                subscription.Offer(newest);
        }
    }

    public async Task<IReadOnlyDictionary<Guid, Reading>> LatestAsync(Guid organisationId, SiteReach reach, Guid siteId, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId, null, reach);
        var sources = await SourcesAsync(scope, siteId, cancellationToken);
        return await LatestAsync(scope, sources, cancellationToken);
    }

    public async IAsyncEnumerable<IReadOnlyDictionary<Guid, Reading>> SubscribeAsync(
        Guid organisationId, SiteReach reach, Guid siteId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = new LiveSubscription();
        subscriptions[subscription] = organisationId;
        try
        {
            // What came between the caller's first look and now would be lost otherwise.
            if (await LatestAsync(organisationId, reach, siteId, cancellationToken) is { Count: > 0 } first)
                yield return first;
            var (sources, readAt) = (await SourcesAsync(organisationId, reach, siteId, cancellationToken), time.GetUtcNow());
            while (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pace, time, cancellationToken);
                var news = await subscription.TakeAsync(cancellationToken);

                // A station may be added, and the site model of a new device arrives after the page was opened.
                if (time.GetUtcNow() - readAt >= SourcesLast)
                    (sources, readAt) = (await SourcesAsync(organisationId, reach, siteId, cancellationToken), time.GetUtcNow());
                var ours = news.Where(reading => sources.Contains(reading.Key)).ToDictionary();
                if (ours.Count > 0)
                    yield return ours;
            }
        }
        finally
        {
            subscriptions.TryRemove(subscription, out _);
        }
    }

    private static async Task<IReadOnlyDictionary<Guid, Reading>> LatestAsync(
        AsyncServiceScope scope, IReadOnlySet<Guid> sources, CancellationToken cancellationToken)
    {
        var database = scope.ServiceProvider.GetRequiredService<TelemetryDbContext>();
        var wanted = sources.ToArray();
        var pointers = await database.Latest.Where(latest => wanted.Contains(latest.SourceId)).Select(latest => new { latest.SourceId, latest.At }).ToListAsync(cancellationToken);
        var newest = new Dictionary<Guid, Reading>();
        // Day by day, with bounds that the planner knows: it opens the partitions of that day and not those of a year. All that reports is of one day.
        foreach (var day in pointers.GroupBy(pointer => pointer.At.UtcDateTime.Date))
        {
            var (ofDay, from, to) = (day.Select(pointer => pointer.SourceId).ToArray(), day.Min(pointer => pointer.At), day.Max(pointer => pointer.At) + Ahead);
            var rows = await database.Latest
                .Where(latest => ofDay.Contains(latest.SourceId))
                .SelectMany(latest => database.Readings
                    .Where(reading => reading.SourceId == latest.SourceId && reading.At >= latest.At && reading.At >= from && reading.At < to)
                    .OrderByDescending(reading => reading.At)
                    .Take(1))
                .AsNoTracking()
                .ToListAsync(cancellationToken);
            foreach (var row in rows)
                newest[row.SourceId] = row.ToReading();
        }

        return newest;
    }

    private static async Task<IReadOnlySet<Guid>> SourcesAsync(AsyncServiceScope scope, Guid siteId, CancellationToken cancellationToken)
    {
        var site = await scope.ServiceProvider.GetRequiredService<ISiteDirectory>().FindAsync(siteId, cancellationToken);
        return SiteSources.Of(site);
    }

    private async Task<IReadOnlySet<Guid>> SourcesAsync(Guid organisationId, SiteReach reach, Guid siteId, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId, null, reach);
        return await SourcesAsync(scope, siteId, cancellationToken);
    }
}
