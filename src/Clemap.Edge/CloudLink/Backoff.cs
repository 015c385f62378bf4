namespace Clemap.Edge.CloudLink;

/// <summary>Longer pauses the longer the cloud is away, never in step with other devices, never shorter than the cloud asked for.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    /// <summary>A cloud that asks for days of silence, or for more than a timer can hold, is asked again sooner.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(15);

    private TimeSpan? reached;

    public void Reset() => reached = null;

    public TimeSpan After(Exception failure)
    {
        var next = reached ?? first;
        var wait = next * (0.5 + Random.Shared.NextDouble());
        reached = next * 2 < longest ? next * 2 : longest;
        return failure is CloudException { RetryAfter: { } asked } && asked > wait ? (asked < LongestAsked ? asked : LongestAsked) : wait;
    }
}
