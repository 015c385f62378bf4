namespace Clemap.Edge.Commissioning;

internal static class Waiting
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <returns>False when it did not come to hold within <paramref name="longest"/>.</returns>
    public static async Task<bool> UntilAsync(this TimeProvider time, Func<bool> holds, TimeSpan longest, CancellationToken cancellation)
    {
        for (long start = time.GetTimestamp(); time.GetElapsedTime(start) < longest; await Task.Delay(Tick, time, cancellation))
            if (holds())
                return true;
        return false;
    }

    /// <summary>The timestamp of what was <paramref name="age"/> ago.</summary>
    public static long TimestampBefore(this TimeProvider time, TimeSpan age) => time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency);
}
