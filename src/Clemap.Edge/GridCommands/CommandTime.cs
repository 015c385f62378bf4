using Clemap.Edge.CloudLink;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.GridCommands;

/// <summary>
/// What time it is for commands. As soon as the cloud was heard it is the time of the site. Before, after a start, nobody knows whether the device's clock went wrong while it had no
/// power. It is at least what was written down last with the time since the start added, and at most what the clock shows; a clock that shows less is wrong. So a command never ends before
/// it was in force for as long as was ordered, and always ends.
/// </summary>
/// <param name="clock">Of the site.</param>
/// <param name="seenAt">What was written down last before the start; <see langword="null"/> when nothing was.</param>
internal sealed class CommandTime(SiteClock clock, DateTimeOffset? seenAt)
{
    private readonly long startedAt = clock.GetTimestamp();

    public TimeBounds Now()
    {
        var (shown, carried) = (clock.GetUtcNow(), Carried());
        return carried < shown ? new TimeBounds(carried, shown) : TimeBounds.Exactly(carried);
    }

    /// <summary>What is certain, to be written down.</summary>
    public DateTimeOffset Carried() => clock.Offset is null && seenAt is { } last ? last + clock.GetElapsedTime(startedAt) : clock.GetUtcNow();
}
