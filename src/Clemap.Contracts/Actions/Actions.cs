namespace Clemap.Contracts.Actions;

/// <summary>
/// All actions that are open for a device: data of the server-sent event <c>actions</c>, which has no id. The list is a state, no queue: it comes at each
/// connection and at each change, and what is done twice, late or never with it harms nothing, since the device keeps the id of each action that it took.
/// </summary>
public sealed record ActionList(IReadOnlyList<OrderedAction> Actions);

/// <summary>Something that a device shall do once.</summary>
/// <param name="Id">A device takes each id once.</param>
/// <param name="Kind">Of <see cref="ActionKind"/>; a device refuses what it does not know.</param>
/// <param name="IssuedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; from then on no device begins with it.</param>
/// <param name="StationId">What it is about.</param>
/// <param name="Card">To start a session with; for <see cref="ActionKind.StartSession"/>.</param>
/// <param name="Text">One line for people; for <see cref="ActionKind.FirmwareNotice"/>, the version.</param>
public sealed record OrderedAction(
    Guid Id, string Kind, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, Guid StationId, string? Card = null, string? Text = null);

/// <summary>Words for what can be done.</summary>
public static class ActionKind
{
    /// <summary>The station shows itself, where it can.</summary>
    public const string Identify = "identify";

    public const string Restart = "restart";

    /// <summary>The station gets no current until it is unlocked.</summary>
    public const string Lock = "lock";

    /// <summary>Ends a lock; it lifts no limit.</summary>
    public const string Unlock = "unlock";

    public const string StartSession = "start-session";
    public const string StopSession = "stop-session";

    /// <summary>Tells the people at the site that there is newer firmware for the station.</summary>
    public const string FirmwareNotice = "firmware-notice";

    public static IReadOnlyList<string> All { get; } = [Identify, Restart, Lock, Unlock, StartSession, StopSession, FirmwareNotice];
}

/// <summary>Body of <c>POST /api/v1/device/actions</c>: what became of actions. The same again changes nothing.</summary>
public sealed record ActionReports(IReadOnlyList<ActionReport> Actions);

/// <param name="State">Of <see cref="ActionReportState"/>.</param>
/// <param name="At">When it came to be so, UTC.</param>
/// <param name="Code">Why it failed, for example <c>not-offered</c>.</param>
/// <param name="Message">The same in one plain English sentence.</param>
public sealed record ActionReport(Guid Id, string State, DateTimeOffset At, string? Code = null, string? Message = null);

/// <summary>What a device says of an action.</summary>
public static class ActionReportState
{
    /// <summary>In the device's journal; it is being done.</summary>
    public const string Accepted = "accepted";

    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>Too late when it arrived; nothing was done.</summary>
    public const string Expired = "expired";

    /// <summary>The device was interrupted between beginning and end: it may have been done, and is not done again.</summary>
    public const string Unknown = "unknown";

    public static IReadOnlyList<string> All { get; } = [Accepted, Done, Failed, Expired, Unknown];
}
