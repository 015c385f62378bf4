using System.Globalization;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>
/// How far a device's clock is off. A message that the device kept while it had no connection looks like a clock that is behind: only a lag that
/// stays the same for a while is one.
/// </summary>
internal sealed class ClockWatch(TimeProvider time)
{
    /// <summary>A clock that is further off makes profiles begin and end at wrong moments.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(5);

    private TimeSpan skew;
    private (TimeSpan Lag, long At)? suspicion;

    /// <summary><see langword="null"/> when nothing is wrong.</summary>
    public DeviceProblem? Problem => skew.Duration() > Tolerated
        ? new DeviceProblem(
            ProblemCodes.ClockOff, $"It cannot be relied on to fall back: the clock of the station is off by {skew.TotalSeconds:0} s.", skew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture))
        : null;

    /// <param name="at">What the device's clock showed in a message that arrived now.</param>
    public void See(DateTimeOffset at)
    {
        var off = at - time.GetUtcNow();
        if (off >= -Tolerated)
        {
            (skew, suspicion) = (off, null);
            return;
        }
        if (suspicion is not var (lag, since))
        {
            suspicion = (off, time.GetTimestamp());
            return;
        }
        if (time.GetElapsedTime(since) < Apart)
            return;
        if ((off - lag).Duration() <= Same)
            skew = off;
        suspicion = (off, time.GetTimestamp());
    }
}
