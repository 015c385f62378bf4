namespace Clemap.Edge.Configuration;

/// <summary>What must hold of the grid operator's part.</summary>
internal static class GridOperatorRules
{
    private const double MostW = 10_000_000;
    private const double MostA = 10_000;

    public static void Check(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        rule(configuration.PeakCapW is null or (> 0 and <= MostW), "peakCapW", "must be a number of watts above 0");
        rule(configuration.PeakCapW is null || HasGridMeter(configuration), "peakCapW", "needs a meter at the grid connection");
        if (configuration.GridOperator?.Ripple is not { } ripple)
            return;

        const string field = "gridOperator.ripple";
        rule((ripple.Modbus is null) != (ripple.Gpio is null), field, "needs either modbus or gpio: where the contact is wired");
        int given = (ripple.LeavesA is null ? 0 : 1) + (ripple.LeavesW is null ? 0 : 1) + (ripple.LeavesPercent is null ? 0 : 1);
        rule(given <= 1, field, "takes one of leavesA, leavesW and leavesPercent, or none of them where charging is locked");
        rule(ripple.LeavesA is null or (>= 0 and <= MostA), $"{field}.leavesA", "must be a number of amperes, not negative");
        rule(ripple.LeavesW is null or (>= 0 and <= MostW), $"{field}.leavesW", "must be a number of watts, not negative");
        rule(ripple.LeavesPercent is null or (>= 0 and <= 100), $"{field}.leavesPercent", "must be 0 to 100");
        if (ripple.Modbus is { } modbus)
        {
            rule(modbus.Host.Length > 0, $"{field}.modbus.host", "must not be empty");
            rule(modbus.Port is > 0 and <= 65535, $"{field}.modbus.port", "must be 1 to 65535");
            rule(modbus.Unit is >= 0 and <= 255, $"{field}.modbus.unit", "must be 0 to 255");
            rule(modbus.Input is >= 0 and <= 65535, $"{field}.modbus.input", "must be 0 to 65535");
        }

        if (ripple.Gpio is { } gpio)
            rule(gpio is { Chip: >= 0, Line: >= 0 }, $"{field}.gpio", "chip and line must not be negative");
    }

    private static bool HasGridMeter(EdgeConfiguration configuration) =>
        configuration.Circuits.Any(circuit => circuit is { ParentId: null, MeterId: not null });
}
