namespace Clemap.Edge.Stations;

/// <summary>
/// When to write a value: at once when it changes, as often as needed to keep it valid, not faster than the maker allows. Only less goes out at
/// once whatever the pace: a fuse does not wait.
/// </summary>
internal sealed class WritePace(TimeProvider time, TimeSpan shortest, TimeSpan refresh)
{
    private int? written;
    private int generation;
    private long writtenAt;

    /// <param name="value">In the unit of the register.</param>
    /// <param name="seenGeneration">Of the connection; a new one makes the value forgotten.</param>
    /// <param name="shown">What the station shows in its place; <see langword="null"/> when it cannot be read back.</param>
    public OrderOutcome? Before(int value, int seenGeneration, int? shown = null)
    {
        if (written is null || generation != seenGeneration)
            return null;
        var since = time.GetElapsedTime(writtenAt);
        bool stands = written == value && (shown is null || shown == value);
        if (stands && since < refresh)
            return OrderOutcome.Confirmed;
        if (since < shortest && !(value < written))
            return stands ? OrderOutcome.Confirmed : OrderOutcome.Deferred;
        return null;
    }

    public bool IsForgotten => written is null;

    /// <summary>A write begins: should it fail, nobody knows what the station has.</summary>
    public void Forget() => written = null;

    public OrderOutcome After(int value, int seenGeneration)
    {
        (written, generation, writtenAt) = (value, seenGeneration, time.GetTimestamp());
        return OrderOutcome.Confirmed;
    }
}
