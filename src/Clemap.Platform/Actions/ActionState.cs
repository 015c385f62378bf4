namespace Clemap.Platform.Actions;

/// <summary>Words for where an action stands.</summary>
public static class ActionState
{
    public const string Queued = "queued";

    /// <summary>Given to the device's stream, and not heard of since.</summary>
    public const string Sent = "sent";

    /// <summary>The device has it in its journal.</summary>
    public const string Accepted = "accepted";

    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>Nobody did it in time.</summary>
    public const string Expired = "expired";

    /// <summary>Taken back before the device said that it took it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It may have been done. A device that comes back says so later.</summary>
    public const string Unknown = "unknown";

    /// <summary>What the device said counts for more than what was wished or is guessed.</summary>
    internal static string Of(ActionRow row, DateTimeOffset now) => row switch
    {
        { Outcome: { } said } => said,
        { AcceptedAt: not null } => Accepted,
        { CancelledAt: not null } => Cancelled,
        { SentAt: null } => row.ExpiresAt <= now ? Expired : Queued,
        _ => row.ExpiresAt <= now ? Unknown : Sent,
    };
}
