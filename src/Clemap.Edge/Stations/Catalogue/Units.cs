namespace Clemap.Edge.Stations.Catalogue;

internal enum Quantity
{
    Code,
    Current,
    Voltage,
    Power,
    Energy,
    Share,
    Time,
}

/// <summary>Units that a definition may use; ours are A, V, W, Wh, 1 and s.</summary>
internal static class Units
{
    private static readonly Dictionary<string, (Quantity Quantity, double Factor)> Known = new()
    {
        ["A"] = (Quantity.Current, 1),
        ["mA"] = (Quantity.Current, 0.001),
        ["V"] = (Quantity.Voltage, 1),
        ["mV"] = (Quantity.Voltage, 0.001),
        ["W"] = (Quantity.Power, 1),
        ["mW"] = (Quantity.Power, 0.001),
        ["kW"] = (Quantity.Power, 1000),
        ["VA"] = (Quantity.Power, 1),
        ["kVA"] = (Quantity.Power, 1000),
        ["var"] = (Quantity.Power, 1),
        ["kvar"] = (Quantity.Power, 1000),
        ["Wh"] = (Quantity.Energy, 1),
        ["kWh"] = (Quantity.Energy, 1000),
        ["VAh"] = (Quantity.Energy, 1),
        ["1"] = (Quantity.Share, 1),
        ["%"] = (Quantity.Share, 0.01),
        ["s"] = (Quantity.Time, 1),
        ["ms"] = (Quantity.Time, 0.001),
    };

    /// <summary><see cref="Quantity.Code"/> for a unit that is none.</summary>
    public static Quantity QuantityOf(string? unit) => unit is not null && Known.TryGetValue(unit, out var known) ? known.Quantity : Quantity.Code;

    /// <summary>One of the unit in ours.</summary>
    public static double Factor(string unit) => Known.TryGetValue(unit, out var known) ? known.Factor : 1;

    public static string Of(Quantity quantity) =>
        string.Join(", ", Known.Where(unit => unit.Value.Quantity == quantity).Select(unit => unit.Key));
}
