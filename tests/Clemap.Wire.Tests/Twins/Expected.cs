using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;
using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Physics;

namespace Clemap.Wire.Tests.Twins;

/// <summary>What the catalogue promises of a model.</summary>
/// <param name="CurrentA">Resolution, A; absent when it is not measured. So are the others.</param>
/// <param name="StepA">What a limit may lose by rounding, A.</param>
/// <param name="IsWritten">The edge writes the fallback, so that it is exactly that one.</param>
/// <param name="TellsReturn">The driver sees that it was away.</param>
internal sealed record Expected(
    double? CurrentA, double? VoltageV, double? PowerW, double? EnergyWh, double? SessionWh, bool Card, double StepA, WhenSilent WhenSilent,
    TimeSpan? FallbackTime, double FallbackA, bool IsWritten, bool TellsReturn)
{
    /// <summary>While a car charges; a station that tells nothing may be charging whenever it is given current.</summary>
    public StationState State { get; init; } = StationState.Charging;

    /// <summary>What powers and energies may differ by beside their resolution: makers that tell the apparent ones are believed, and they are a little higher.</summary>
    public double ShareOff { get; init; } = 1e-4;

    /// <summary>What it shows as its limit is 0 during a pause.</summary>
    public bool ShowsPause { get; init; } = true;

    public static Expected Of(string model) => StationModels.BuiltIn.Definition(model) is { } definition ? Of(definition) : OfCoded(model);

    private static Expected Of(StationDefinition definition)
    {
        var (reads, limit, fallback) = (definition.Reads, definition.Limit, definition.Fallback);
        bool isPower = Units.QuantityOf(limit.Unit) == Quantity.Power;
        double step = limit.Step ?? limit.Factor;
        bool fallsBack = fallback is { IsHeld: true, TimeS: not null };
        return new Expected(
            reads.Current?.Factor ?? (definition.Reading.CurrentFromPower ? FromPowerA : null), reads.Voltage?.Factor, reads.PhasePower?.Factor ?? reads.Power?.Factor,
            reads.EnergyImport?.Factor ?? reads.PhaseEnergy?.Factor, AlwaysMissing(reads.SessionEnergy) ? null : reads.SessionEnergy?.Factor, reads.Card is not null,
            isPower ? step / 3 / SupplyVoltage.NominalV : step, fallsBack ? WhenSilent.FallsBack : WhenSilent.Unknown,
            fallsBack ? TimeSpan.FromSeconds(fallback.TimeS!.Value) : null, TwinBench.CommissionedA,
            fallback.Registers.Any(register => register is { Holds: FallbackValue.Current or FallbackValue.Power, Write: not null }), TellsReturn: true)
        {
            State = reads.State is null ? StationState.Occupied : StationState.Charging,
            ShareOff = (reads.Power?.Unit, reads.EnergyImport?.Unit) is ("VA", _) or (_, "VAh") ? 0.006 : 1e-4,
            ShowsPause = definition.Pause is { Limit: not null } or { Release.ReadFunction: not null },
        };
    }

    /// <summary>Reckoned with the lowest voltage.</summary>
    private const double FromPowerA = 0.3;

    /// <summary>It is 0 on all stations that somebody looked at, and so it is not taken.</summary>
    private static bool AlwaysMissing(ReadRegister? register) => register?.Missing.Contains(0ul) == true;

    private static Expected OfCoded(string model) => model switch
    {
        "goe-http-v2" => new(0.01, 0.01, 0.01, 1, null, Card: true, 1, WhenSilent.Unknown, null, 0, IsWritten: false, TellsReturn: false),
        "hardy-barth-salia" => new(0.01, null, 1, 1, null, Card: false, 1, WhenSilent.Unknown, null, 0, IsWritten: false, TellsReturn: false),
        "keba-udp" => new(0.001, 1, 0.001, 0.1, null, Card: true, 0.001, WhenSilent.FallsBack, TimeSpan.FromSeconds(30), TwinBench.CommissionedA, IsWritten: true, TellsReturn: true),
        "modbus-relay" => new(0.01, 0.1, 1, 1, null, Card: false, 0, WhenSilent.FallsBack, TimeSpan.FromSeconds(20), 0, IsWritten: false, TellsReturn: true),
        "tesla-twc3" => new(0.1, 0.1, null, 1, null, Card: false, 0, WhenSilent.Unknown, null, 0, IsWritten: false, TellsReturn: false),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, "Nothing is expected of it."),
    };
}

internal static class SampleAssertions
{
    public static void ShouldBeLike(this StationSample sample, ChargingPoint truth, Expected expected)
    {
        sample.State.ShouldBe(expected.State);
        for (int phase = 0; phase < 3; phase++)
        {
            Near(sample.CurrentA[phase], truth.CurrentA[phase], expected.CurrentA, $"A on L{phase + 1}");
            Near(sample.VoltageV[phase], truth.VoltageV[phase], expected.VoltageV, $"V on L{phase + 1}");
        }
        if (expected.PowerW is { } powerW)
            Near(sample.ActiveW.Sum, truth.PowerW.Sum, 3 * powerW, "W", expected.ShareOff);
        if ((expected.EnergyWh ?? expected.SessionWh) is null)
            sample.ImportWh.ShouldBeNull();
        else
            Near(sample.ImportWh, expected.EnergyWh is null ? truth.SessionWh : truth.Energy.ImportExactWh, (expected.EnergyWh ?? expected.SessionWh) + 1, "Wh", expected.ShareOff);
        if (expected.Card)
            sample.Card.ShouldBe(truth.Station.Card);
    }

    /// <param name="step">Of the register; absent when there is none, and then the value is missing.</param>
    private static void Near(double? seen, double truth, double? step, string what, double shareOff = 1e-4)
    {
        if (step is not { } resolution)
            seen.ShouldBeNull(what);
        else
            seen.ShouldNotBeNull(what).ShouldBe(truth, Math.Max(resolution, Math.Abs(truth) * shareOff) + 1e-6, what);
    }
}
