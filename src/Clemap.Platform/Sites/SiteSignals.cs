using System.Collections.Concurrent;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Sites;

/// <summary>
/// Hands changes of sites to whoever listens on this node. They travel through PostgreSQL (<c>NOTIFY</c>), which delivers them at commit and to every
/// node alike; see <see cref="SiteSignalListener"/>.
/// </summary>
internal sealed class SiteSignals : ISiteChanges
{
    public const string Channel = "clemap_site_changed";

    private readonly ConcurrentDictionary<SiteSubscription, Guid> subscriptions = new();

    /// <summary>Part of the caller's transaction: nobody hears of a change that was rolled back.</summary>
    public static Task SendAsync(PlatformContext database, Guid siteId, SiteChangeKind kind, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select pg_notify({Channel}, {$"{siteId} {kind}"})", cancellationToken);

    public IAsyncEnumerable<SiteChange> SubscribeAsync(Guid siteId, CancellationToken cancellationToken)
    {
        var subscription = new SiteSubscription();
        subscriptions[subscription] = siteId;
        cancellationToken.Register(() =>
        {
            subscriptions.TryRemove(subscription, out _);
            subscription.Complete();
        });
        return subscription.ReadAsync(siteId);
    }

    public void Receive(Guid siteId, SiteChangeKind kind)
    {
        foreach (var (subscription, subscribed) in subscriptions)
        {
            if (subscribed == siteId)
                subscription.Add(kind);
        }
    }

    /// <summary>After a gap in listening anything may have changed.</summary>
    public void ReceiveAll()
    {
        foreach (var (subscription, _) in subscriptions)
        {
            foreach (var kind in Enum.GetValues<SiteChangeKind>())
                subscription.Add(kind);
        }
    }
}
