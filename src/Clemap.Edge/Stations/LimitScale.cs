using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>
/// A per phase → steps of the limit register, always rounded down. Where firmware differs, the scale is the one with the smaller numbers until the
/// station shows the other: the worst of a wrong guess is then a pause.
/// </summary>
internal sealed class LimitScale(StationDefinition definition, int phases, SupplyVoltage supply)
{
    /// <summary>So that 0.3 / 0.1 is 3.</summary>
    private const double Rounding = 1e-6;

    private readonly LimitDefinition limit = definition.Limit;
    private double scale = definition.Limit.Scale;

    /// <summary>The smallest step in A; <see langword="null"/> for a station that is ordered in W.</summary>
    public double? StepA => IsPower ? null : Step;

    private bool IsPower => Units.QuantityOf(limit.Unit) == Quantity.Power;

    private double Factor => scale * Units.Factor(limit.Unit!);

    private double Step => Math.Max(limit.Step ?? Factor, IsFloat ? 0 : Factor);

    private bool IsFloat => limit.Type is RegisterType.Float32 or RegisterType.Float64;

    /// <returns>0 for a pause.</returns>
    public int Steps(double limitA, double? offeredW)
    {
        double wanted = IsPower ? limitA * phases * supply.LowestV : limitA;
        if (IsPower && offeredW is > 0 && wanted > offeredW)
            wanted = offeredW.Value; // above what it offers it would refuse
        wanted = Math.Min(wanted, limit.Highest);
        return !(wanted > 0) || wanted < limit.Lowest - Rounding ? 0 : (int)Math.Floor((wanted / Step) + Rounding);
    }

    public double Raw(int steps) => IsFloat ? (double)(steps * (decimal)Step) / Factor : Math.Round(steps * Step / Factor);

    /// <param name="value">As the station shows it, A or W.</param>
    public int Shown(double value) => (int)Math.Clamp(Math.Round(value / Step), 0, int.MaxValue);

    /// <summary>A or W → A per phase.</summary>
    public double Amperes(double value) => IsPower ? value / (phases * supply.LowestV) : value;

    /// <summary>A set point is shown in the scale of the limit.</summary>
    public double OfSetPoint(double value) => value * scale / limit.Scale;

    /// <summary>Looks at the station which of two scales it has.</summary>
    public async Task ChooseAsync(ModbusUnit unit, CancellationToken cancellation)
    {
        if (limit.OtherScale is not { } other)
            return;
        var order = definition.Connection.WordOrder;
        var register = new ReadRegister { At = limit.At[0], Type = limit.Type };
        bool isOther = await unit.ReadRawAsync(register, order, cancellation) >= other.RawFrom;
        if (!isOther && other.Firmware is { } firmware)
            isOther = Version.TryParse(await unit.ReadTextAsync(firmware, cancellation), out var version) && version >= Version.Parse(other.FirmwareFrom!);
        // Once seen it stays: a low limit of the fine scale looks like a high one of the coarse scale.
        if (isOther)
            scale = other.Scale;
    }
}
