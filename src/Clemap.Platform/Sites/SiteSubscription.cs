using System.Threading.Channels;

namespace Clemap.Platform.Sites;

/// <summary>Changes that one listener has not read yet: at most one of each kind, however slow it is.</summary>
internal sealed class SiteSubscription : ISiteListener
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int pending;

    public void Receive(SiteChangeKind kind)
    {
        Interlocked.Or(ref pending, 1 << (int)kind);
        wake.Writer.TryWrite(true);
    }

    public void Complete() => wake.Writer.TryComplete();

    public async IAsyncEnumerable<SiteChange> ReadAsync(Guid siteId)
    {
        await foreach (var _ in wake.Reader.ReadAllAsync())
        {
            var kinds = Interlocked.Exchange(ref pending, 0);
            foreach (var kind in Enum.GetValues<SiteChangeKind>())
            {
                if ((kinds & (1 << (int)kind)) != 0)
                    yield return new(siteId, kind);
            }
        }
    }
}
