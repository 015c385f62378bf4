using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clemap.Edge.LocalApi;

/// <summary>
/// Who has come through the door of the local network and has not asked yet. The web server answers each request that has begun before it ends; one that is
/// still on its way, behind a handshake or in a cable, it would cut off.
/// </summary>
internal sealed class Arrivals(TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private int waiting;
    private long movedAt;

    public void WatchConnections(ListenOptions listener) => listener.Use(next => async connection =>
    {
        var arrival = new Arrival(this);
        connection.Features.Set(arrival);
        try
        {
            await next(connection);
        }
        finally
        {
            arrival.Asks();
        }
    });

    public void WatchRequests(IApplicationBuilder app) => app.Use((context, next) =>
    {
        Moved();
        context.Features.Get<Arrival>()?.Asks();
        return next(context);
    });

    /// <summary>Until nobody is awaited and nobody has come for a moment; not longer than <paramref name="longest"/>, since somebody may never ask.</summary>
    public async Task UntilQuietAsync(TimeSpan longest)
    {
        long since = time.GetTimestamp();
        Moved();
        while (time.GetElapsedTime(since) < longest
            && (Volatile.Read(ref waiting) > 0 || time.GetElapsedTime(Interlocked.Read(ref movedAt)) < Quiet))
            await Task.Delay(Tick, time);
    }

    private void Moved() => Interlocked.Exchange(ref movedAt, time.GetTimestamp());

    private sealed class Arrival
    {
        private readonly Arrivals all;
        private int hasAsked;

        public Arrival(Arrivals all)
        {
            this.all = all;
            Interlocked.Increment(ref all.waiting);
            all.Moved();
        }

        /// <summary>It has asked, or left.</summary>
        public void Asks()
        {
            if (Interlocked.Exchange(ref hasAsked, 1) == 0)
                Interlocked.Decrement(ref all.waiting);
        }
    }
}
