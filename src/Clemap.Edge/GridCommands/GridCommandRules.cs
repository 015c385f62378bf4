using Clemap.Contracts.GridCommands;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.GridCommands;

/// <summary>A command of the cloud → an order of load control, or why not. What is not clear is refused, and never read as "no limit".</summary>
internal static class GridCommandRules
{
    private const double LongestRampS = 3_600;
    private const double LongestReturnS = 3_600;

    public static (GridOrder? Order, string? Code, string? Message) Read(GridCommand command, GridOrders orders)
    {
        if (!GridCommandScope.All.Contains(command.Scope))
            return Refused("unknown-scope", "This version of the controller does not know such a scope.");
        if (Limit(command) is not { } limit)
            return Refused("limit", "A command has one of limitA, limitW and limitPercent: a number from 0 up, and at most 100 %.");
        if (command.Until <= command.From)
            return Refused("until", "A command ends after it begins.");
        if (command.RampS is not (>= 0 and <= LongestRampS) || command.ReturnWithinS is not (>= 0 and <= LongestReturnS))
            return Refused("out-of-range", $"The ramp and the return take 0 to {LongestReturnS} s.");
        var order = new GridOrder(
            command.Id, command.CircuitId, command.Scope == GridCommandScope.Connection ? ReductionScope.Connection : ReductionScope.Charging, limit,
            command.From, command.Until, TimeSpan.FromSeconds(command.RampS), TimeSpan.FromSeconds(command.ReturnWithinS), command.CancelledAt, command.StationId);
        return orders.Refusal(order) switch
        {
            null => (order, null, null),
            "unknown-circuit" => Refused("unknown-circuit", "There is no such circuit at this site."),
            "unknown-station" => Refused("unknown-station", "There is no such station at this site."),
            var code => Refused(code, "Per cent of nothing: there is no station there."),
        };
    }

    /// <summary>
    /// The same for a command that was taken and is kept. The electrician may have taken its circuit or station away since: then it holds the grid connection down, too careful and
    /// never ignored.
    /// </summary>
    public static (GridOrder? Order, string? Code, string? Message) ReadKept(GridCommand command, GridOrders orders)
    {
        var read = Read(command, orders);
        return read.Code is "unknown-circuit" or "unknown-station" ? (Read(command with { CircuitId = null, StationId = null }, orders).Order, read.Code, read.Message) : read;
    }

    private static ReductionLimit? Limit(GridCommand command) => (command.LimitA, command.LimitW, command.LimitPercent) switch
    {
        ({ } perPhaseA, null, null) => perPhaseA >= 0 && double.IsFinite(perPhaseA) ? ReductionLimit.Amperes(perPhaseA) : null,
        (null, { } totalW, null) => totalW >= 0 && double.IsFinite(totalW) ? ReductionLimit.Watts(totalW) : null,
        (null, null, 0) => command.Scope == GridCommandScope.Charging ? ReductionLimit.Off : ReductionLimit.Percent(0),
        (null, null, { } percent) => percent is > 0 and <= 100 ? ReductionLimit.Percent(percent) : null,
        _ => null,
    };

    private static (GridOrder? Order, string? Code, string? Message) Refused(string code, string message) => (null, code, message);
}
