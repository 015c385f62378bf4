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

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, ISiteListener[]> listening = [];

    /// <summary>Part of the caller's transaction: nobody hears of a change that was rolled back.</summary>
    public static Task SendAsync(PlatformContext database, Guid siteId, SiteChangeKind kind, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select pg_notify({Channel}, {$"{siteId} {kind}"})", cancellationToken);

    public IAsyncEnumerable<SiteChange> SubscribeAsync(Guid siteId, CancellationToken cancellationToken)
    {
        var subscription = new SiteSubscription();
        Add(siteId, subscription);
        cancellationToken.Register(() =>
        {
            Remove(siteId, subscription);
            subscription.Complete();
        });
        return subscription.ReadAsync(siteId);
    }

    /// <summary>From now on, until it is removed.</summary>
    public void Add(Guid siteId, ISiteListener listener)
    {
        lock (gate)
            listening[siteId] = [.. listening.GetValueOrDefault(siteId) ?? [], listener];
    }

    public void Remove(Guid siteId, ISiteListener listener)
    {
        lock (gate)
        {
            ISiteListener[] others = [.. (listening.GetValueOrDefault(siteId) ?? []).Where(known => known != listener)];
            if (others.Length > 0)
                listening[siteId] = others;
            else
                listening.Remove(siteId);
        }
    }

    public void Receive(Guid siteId, SiteChangeKind kind)
    {
        ISiteListener[]? concerned;
        lock (gate)
            concerned = listening.GetValueOrDefault(siteId);
        foreach (var listener in concerned ?? [])
            listener.Receive(kind);
    }

    /// <summary>After a gap in listening anything may have changed.</summary>
    public void ReceiveAll()
    {
        List<ISiteListener> all;
        lock (gate)
            all = [.. listening.Values.SelectMany(listeners => listeners)];
        foreach (var listener in all)
        {
            foreach (var kind in Enum.GetValues<SiteChangeKind>())
                listener.Receive(kind);
        }
    }
}
