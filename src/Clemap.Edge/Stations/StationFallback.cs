using System.Globalization;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>What a station falls back to, written and read back, and the heartbeat that keeps it from doing so.</summary>
internal sealed class StationFallback(StationDefinition definition, ModbusUnit unit, int phases, double fallbackA, TimeProvider time)
{
    /// <summary>A and s: what a float may differ by.</summary>
    private const double Tolerance = 0.05;

    private readonly FallbackDefinition fallback = definition.Fallback;
    private readonly WordOrder order = definition.Connection.WordOrder;
    private readonly WritePace alive = new(time, TimeSpan.Zero, TimeSpan.FromSeconds(definition.Fallback.Heartbeat?.EveryS ?? 0));

    /// <exception cref="StationException">The station does not show what was written, or holds more than was commissioned.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        foreach (var register in fallback.Registers)
        {
            if (register.Write is not { } write)
                continue;
            await unit.WriteAsync(write, Raw(register, write), order, cancellation);
            if (write.At == fallback.Heartbeat?.At)
                alive.After(0, unit.Generation);
        }
        foreach (var register in fallback.Registers)
            if (register.Check is { } check)
                await CheckAsync(register, check, cancellation);
    }

    /// <summary>Writes the heartbeat when it is due.</summary>
    public async Task KeepAliveAsync(CancellationToken cancellation)
    {
        if (fallback.Heartbeat is not { } heartbeat || alive.Before(0, unit.Generation) is not null)
            return;
        await unit.WriteAsync(heartbeat, heartbeat.Value ?? Math.Floor(fallback.TimeS!.Value / heartbeat.Factor), order, cancellation);
        alive.After(0, unit.Generation);
    }

    private async Task CheckAsync(FallbackRegister register, ReadRegister check, CancellationToken cancellation)
    {
        double? shown = await unit.ReadRawAsync(check, order, cancellation) * check.Scale;
        double wanted = register.Write is { } write ? Raw(register, write) * write.Factor / check.Factor * check.Scale : Wanted(register) / check.Factor * check.Scale;
        double tolerance = Tolerance / Math.Max(check.Factor / check.Scale, Tolerance);
        bool isRight = register.Write is not null
            ? shown >= wanted - tolerance && shown <= wanted + tolerance
            : shown <= wanted + tolerance && (register.Holds != FallbackValue.Timeout || shown > 0);
        if (!isRight)
            throw new StationException(
                register.Write is null ? ProblemCodes.FallbackByHand : ProblemCodes.FallbackDiffers,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{definition.Maker} shows {Name(register)} of {shown} {check.Unit}, {(register.Write is null ? "commissioned were" : "written was")} {wanted} {check.Unit}{(register.Write is null ? "; set it with the maker's tool" : "")}."),
                shown is { } value ? $"{DeviceProblem.Number(value)} {check.Unit}".Trim() : "–", $"{DeviceProblem.Number(wanted)} {check.Unit}".Trim());
    }

    private double Raw(FallbackRegister register, WriteRegister write) => Wanted(register) switch
    {
        0 when register.Zero is { } zero => zero,
        var wanted when register.Holds == FallbackValue.Constant => wanted,
        var wanted when write.Type is RegisterType.Float32 or RegisterType.Float64 => wanted / write.Factor,
        var wanted => Math.Min(Math.Floor((wanted / write.Factor) + 1e-6), RegisterCodec.Range(write.Type).Highest),
    };

    private double Wanted(FallbackRegister register) => register.Holds switch
    {
        FallbackValue.Current => fallbackA,
        FallbackValue.Power => Math.Floor((fallbackA * phases * SupplyVoltage.NominalV) + 1e-6),
        FallbackValue.Timeout => fallback.TimeS!.Value,
        _ => register.Value!.Value,
    };

    private static string Name(FallbackRegister register) => register.Holds switch
    {
        FallbackValue.Current => "a fail-safe current",
        FallbackValue.Power => "a fail-safe power",
        FallbackValue.Timeout => "a fail-safe time",
        _ => "a setting of its fail-safe",
    };
}
