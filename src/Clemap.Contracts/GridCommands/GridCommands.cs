namespace Clemap.Contracts.GridCommands;

/// <summary>
/// All commands of the grid operator that are open for a device: data of the server-sent event <c>grid-commands</c>, which has no id. The list is a state, no queue. A
/// device keeps it and carries it out without the cloud; a command that is missing from a later list counts as cancelled when that list came.
/// </summary>
public sealed record GridCommandList(IReadOnlyList<GridCommand> GridCommands);

/// <summary>Take less for a while. Exactly one of <paramref name="LimitA"/>, <paramref name="LimitW"/>, <paramref name="LimitPercent"/> is set.</summary>
/// <param name="Id">One for each circuit or station of each site.</param>
/// <param name="Scope">Of <see cref="GridCommandScope"/>; a device refuses what it does not know.</param>
/// <param name="From">In force from then on, UTC.</param>
/// <param name="Until">It ends then, UTC.</param>
/// <param name="CircuitId"><see langword="null"/> for the grid connection.</param>
/// <param name="StationId">Holds down this station alone; then <paramref name="CircuitId"/> is <see langword="null"/>.</param>
/// <param name="LimitA">A per phase, all charging (or all that flows in) together.</param>
/// <param name="LimitW">W over all phases.</param>
/// <param name="LimitPercent">Of what all stations together can take on each phase; for <see cref="GridCommandScope.Connection"/> of the fuse. 0 with <see cref="GridCommandScope.Charging"/> is a lock.</param>
/// <param name="RampS">So long the limit falls to its value, s.</param>
/// <param name="ReturnWithinS">After the end it stays in force for a random part of this, s.</param>
/// <param name="CancelledAt">UTC; it ends then, if that is before <paramref name="Until"/>.</param>
public sealed record GridCommand(
    Guid Id, string Scope, DateTimeOffset From, DateTimeOffset Until, Guid? CircuitId = null, double? LimitA = null, double? LimitW = null, double? LimitPercent = null,
    double RampS = 0, double ReturnWithinS = 0, DateTimeOffset? CancelledAt = null, Guid? StationId = null);

/// <summary>What is limited.</summary>
public static class GridCommandScope
{
    /// <summary>All charging below the circuit together; other loads do not count.</summary>
    public const string Charging = "charging";

    /// <summary>All that flows into the circuit, other loads included; only charging can give way.</summary>
    public const string Connection = "connection";

    public static IReadOnlyList<string> All { get; } = [Charging, Connection];
}

/// <summary>Body of <c>POST /api/v1/device/grid-state</c>: how commands stand, and restrictions that began, went on or ended. The same again changes nothing.</summary>
/// <param name="Commands">Those whose state the cloud may not know.</param>
/// <param name="Restrictions">The same.</param>
public sealed record GridReport(IReadOnlyList<GridCommandReport> Commands, IReadOnlyList<RestrictionReport> Restrictions);

/// <param name="State">Of <see cref="GridCommandState"/>.</param>
/// <param name="At">When it came to be so, UTC.</param>
/// <param name="Code">Why it is refused, for example <c>unknown-circuit</c>.</param>
/// <param name="Message">The same in one plain English sentence.</param>
public sealed record GridCommandReport(Guid Id, string State, DateTimeOffset At, string? Code = null, string? Message = null);

/// <summary>What a device says of a command.</summary>
public static class GridCommandState
{
    /// <summary>Kept, and carried out when its time comes.</summary>
    public const string Accepted = "accepted";

    /// <summary>The orders that follow from it are out.</summary>
    public const string InForce = "in-force";

    public const string Refused = "refused";
    public const string Ended = "ended";

    public static IReadOnlyList<string> All { get; } = [Accepted, InForce, Refused, Ended];
}

/// <summary>A time in which the grid operator held a site down.</summary>
/// <param name="Id">Chosen by the device.</param>
/// <param name="Kind">Of <see cref="RestrictionKind"/>.</param>
/// <param name="BeganAt">When the first orders that follow from it were out, UTC.</param>
/// <param name="CommandId">Of a command.</param>
/// <param name="EndedAt">UTC; <see langword="null"/> while it goes on.</param>
/// <param name="ChargingBeforeW">Mean of all stations together over the minute before, W; <see langword="null"/> when it was not known.</param>
/// <param name="ChargingDuringW">The same over the time from one minute after its beginning.</param>
/// <param name="ImportBeforeW">Mean of the grid connection over the minute before, W, negative when it feeds in; <see langword="null"/> when it was not measured.</param>
/// <param name="ImportDuringW">The same over the time from one minute after its beginning.</param>
/// <param name="IsContactUnknown">The ripple-control receiver could not be read, which counts as active.</param>
public sealed record RestrictionReport(
    Guid Id, string Kind, DateTimeOffset BeganAt, Guid? CommandId = null, DateTimeOffset? EndedAt = null, double? ChargingBeforeW = null, double? ChargingDuringW = null,
    double? ImportBeforeW = null, double? ImportDuringW = null, bool? IsContactUnknown = null);

/// <summary>By what a site was held down.</summary>
public static class RestrictionKind
{
    public const string Ripple = "ripple";
    public const string Command = "command";

    public static IReadOnlyList<string> All { get; } = [Ripple, Command];
}
