using System.Threading.Channels;
using Clemap.Platform.Sites;

namespace Clemap.Platform.DesiredState;

/// <summary>
/// All that a waiting stream waits for, in one place: changes of its site, its heartbeat, the answer to it, and its end. It waits for hours beside thousands of others, so that waiting makes little
/// garbage. What comes faster than it is taken is merged.
/// </summary>
internal sealed class StreamWake : ISiteListener, IDisposable
{
    private const int Changed = 1, Due = 2;

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly ITimer heartbeat;
    private readonly CancellationTokenRegistration end;
    private DeviceStanding? standing;
    private int pending;

    public StreamWake(TimeSpan heartbeat, TimeProvider time, CancellationToken end)
    {
        this.heartbeat = time.CreateTimer(static state => ((StreamWake)state!).Add(Due), this, heartbeat, heartbeat);
        this.end = end.UnsafeRegister(static state => ((StreamWake)state!).wake.Writer.TryComplete(), this);
    }

    /// <summary>Waits for the next of them; <see langword="null"/> at the end.</summary>
    /// <exception cref="Exception">What kept the answer to the heartbeat from coming.</exception>
    public async ValueTask<Woken?> NextAsync()
    {
        if (!await wake.Reader.WaitToReadAsync(CancellationToken.None) || !wake.Reader.TryRead(out _))
            return null;
        var since = Interlocked.Exchange(ref pending, 0);
        return new((since & Changed) != 0, (since & Due) != 0, Interlocked.Exchange(ref standing, null));
    }

    public void Receive(SiteChangeKind kind)
    {
        if (kind is SiteChangeKind.Desired or SiteChangeKind.Actions or SiteChangeKind.GridOperator)
            Add(Changed);
    }

    public void Answer(DeviceStanding answer)
    {
        Volatile.Write(ref standing, answer);
        wake.Writer.TryWrite(true);
    }

    public void Fail(Exception failure) => wake.Writer.TryComplete(failure);

    public void Dispose()
    {
        heartbeat.Dispose();
        end.Dispose();
    }

    private void Add(int what)
    {
        Interlocked.Or(ref pending, what);
        wake.Writer.TryWrite(true);
    }
}

/// <param name="IsChanged">Something to be told may have changed.</param>
/// <param name="IsDue">A heartbeat is due.</param>
/// <param name="Standing">The answer to the heartbeat before, when it has come.</param>
internal readonly record struct Woken(bool IsChanged, bool IsDue, DeviceStanding? Standing);
