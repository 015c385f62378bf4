namespace Clemap.LoadControl.Allocation;

/// <summary>The moment of a cycle, and the earliest later moment at which one of the comparisons made with it would turn out otherwise.</summary>
internal sealed class Clock
{
    /// <summary>Ticks of what did not happen.</summary>
    public const long Never = long.MinValue;

    /// <summary>UTC ticks.</summary>
    public long Now { get; private set; }

    public long NextChange { get; private set; }

    public void Set(DateTimeOffset now) => (Now, NextChange) = (now.UtcTicks, DateTimeOffset.MaxValue.Ticks);

    /// <summary>True when at least so much time went by since; false when it never happened.</summary>
    public bool Passed(long since, TimeSpan duration) => since != Never && Reached(since + duration.Ticks);

    /// <summary>True from that moment on.</summary>
    public bool Reached(long at)
    {
        if (Now >= at)
            return true;
        NextChange = Math.Min(NextChange, at);
        return false;
    }
}
