namespace Clemap.Platform.GridCommands;

/// <summary>Words for how a command stands at one target.</summary>
public static class GridTargetState
{
    /// <summary>On its way to a device that is there.</summary>
    public const string Waiting = "waiting";

    /// <summary>The device was not heard of for a minute, and has not taken it.</summary>
    public const string Offline = "offline";

    /// <summary>The device keeps it and carries it out when its time comes, also without the cloud.</summary>
    public const string Accepted = "accepted";

    public const string InForce = "in-force";
    public const string Ended = "ended";

    /// <summary>Taken back before it was in force.</summary>
    public const string Cancelled = "cancelled";

    public const string Refused = "refused";

    /// <summary>Its time is over, and the device never said that it took it.</summary>
    public const string Missed = "missed";

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [InForce, Accepted, Waiting, Offline, Refused, Missed, Ended, Cancelled];

    internal static readonly TimeSpan OfflineAfter = TimeSpan.FromSeconds(60);

    internal static string Of(GridTargetRow row, DateTimeOffset until, DateTimeOffset? lastSeen, DateTimeOffset now) => row switch
    {
        { RefusedCode: not null } => Refused,
        { EndedAt: not null } => row is { BeganAt: null, CancelledAt: not null } ? Cancelled : Ended,
        { BeganAt: not null } => InForce,
        { AcceptedAt: null, CancelledAt: not null } => Cancelled,
        { AcceptedAt: not null } => Accepted,
        _ => now >= until ? Missed : IsOffline(lastSeen, now) ? Offline : Waiting,
    };

    internal static bool IsOffline(DateTimeOffset? lastSeen, DateTimeOffset now) => lastSeen is not { } seen || now - seen > OfflineAfter;
}
