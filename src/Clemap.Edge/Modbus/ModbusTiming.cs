namespace Clemap.Edge.Modbus;

/// <summary>How long a connection waits for a device, and how long it leaves an unreachable one alone.</summary>
internal sealed record ModbusTiming
{
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Short, because a station that is back must be under control again soon.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(5);
}
