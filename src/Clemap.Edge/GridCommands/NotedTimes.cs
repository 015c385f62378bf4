using Clemap.Edge.CloudLink;

namespace Clemap.Edge.GridCommands;

/// <summary>
/// Sets right what was noted by the device's clock before the cloud said what time it is. What began or ended since the start moves with the clock; of what a process before this one noted
/// nobody knows by how much its clock was wrong: where its time cannot be, it counts as begun when that turned out.
/// </summary>
internal sealed class NotedTimes(SiteClock clock)
{
    /// <summary>No controller ran before: a clock that shows less has lost its time.</summary>
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Of sites that never hear a cloud: the oldest stay as they are.</summary>
    private const int MostEnded = 1_000;

    private readonly Dictionary<Guid, long> began = [];
    private readonly Queue<(KeptRestriction Restriction, long? Began, long Ended)> ended = [];

    private bool IsHeard => clock.Offset is not null;

    public void Began(KeptRestriction restriction) => began[restriction.Id] = clock.GetTimestamp();

    /// <param name="restriction">As noted.</param>
    public void Ended(KeptRestriction restriction)
    {
        long? since = began.Remove(restriction.Id, out long at) ? at : null;
        if (IsHeard)
            return;
        ended.Enqueue((restriction, since, clock.GetTimestamp()));
        if (ended.Count > MostEnded)
            ended.Dequeue();
    }

    public void Clear()
    {
        began.Clear();
        ended.Clear();
    }

    /// <summary>One that goes on; <see langword="null"/> when it is right as it is.</summary>
    public KeptRestriction? Right(KeptRestriction restriction)
    {
        var beganAt = RightBeginning(restriction.BeganAt, began.TryGetValue(restriction.Id, out long at) ? at : null);
        return beganAt == restriction.BeganAt ? null : restriction with { BeganAt = beganAt };
    }

    /// <summary>What ended before the cloud was heard, once it is.</summary>
    public IEnumerable<KeptRestriction> RightEnded()
    {
        while (IsHeard && ended.TryDequeue(out var one))
        {
            var endedAt = RightTime(one.Restriction.EndedAt!.Value, one.Ended);
            var beganAt = RightBeginning(one.Restriction.BeganAt, one.Began);
            yield return one.Restriction with { BeganAt = beganAt < endedAt ? beganAt : endedAt, EndedAt = endedAt };
        }
    }

    private DateTimeOffset RightBeginning(DateTimeOffset noted, long? timestamp)
    {
        if (timestamp is { } at)
            return RightTime(noted, at);
        var now = clock.GetUtcNow();
        return IsHeard && (noted > now + SiteClock.Tolerance || (noted < Earliest && now >= Earliest)) ? now : noted;
    }

    private DateTimeOffset RightTime(DateTimeOffset noted, long timestamp)
    {
        var right = clock.GetUtcNow() - clock.GetElapsedTime(timestamp);
        return (right - noted).Duration() > SiteClock.Tolerance ? right : noted;
    }
}
