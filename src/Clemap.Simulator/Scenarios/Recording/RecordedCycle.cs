using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;

namespace Clemap.Simulator.Scenarios.Recording;

/// <summary>One cycle of load control as a line of a recording: what was told differently from the line before, and what was ordered differently.</summary>
/// <param name="At">Unix seconds.</param>
/// <param name="Restarted">The controller had lost its memory.</param>
internal sealed record RecordedCycle(
    long At, bool Restarted, bool PowerReturned, IReadOnlyList<RecordedCircuit>? Circuits, IReadOnlyList<RecordedStation>? Stations, IReadOnlyList<RecordedOrder>? Orders);

/// <param name="MeterA">L1, L2, L3; absent when the meter says nothing.</param>
internal sealed record RecordedCircuit(int Place, double[]? MeterA, double AgeS, double? ImportW, double? LimitA)
{
    private static readonly TimeSpan AnyAge = TimeSpan.MaxValue;

    public static RecordedCircuit Of(int place, in CircuitInput input, double ageS) => new(
        place, input.MeterA.TryGet(AnyAge, out var meterA) ? [meterA.L1A, meterA.L2A, meterA.L3A] : null, ageS,
        input.ImportW.TryGet(AnyAge, out var importW) ? importW : null, RecordedStation.Number(input.Limit));

    public CircuitInput ToInput() => new()
    {
        MeterA = MeterA is { } a ? Measured.Value(new PhaseCurrents(a[0], a[1], a[2]), TimeSpan.FromSeconds(AgeS)) : default,
        ImportW = ImportW is { } importW ? Measured.Value(importW, TimeSpan.Zero) : default,
        Limit = CurrentLimit.OfNullable(LimitA),
    };
}

internal sealed record RecordedStation(
    int Place, bool Reachable, WhenSilent WhenSilent, bool Connected, bool Full, double[]? MeasuredA, double? ConfirmedA, int? ConfirmedPhases,
    int? VehiclePhases, double? VehicleMinimumA, double? DischargeA, PriorityClass Priority, double? LimitA)
{
    public static RecordedStation Of(int place, in StationInput input) => new(
        place, input.Reachable, input.WhenSilent, input.Connected, input.Full,
        input.MeasuredA.TryGet(TimeSpan.MaxValue, out var measuredA) ? [measuredA.L1A, measuredA.L2A, measuredA.L3A] : null,
        input.ConfirmedA, input.ConfirmedPhases, input.VehiclePhases, input.VehicleMinimumA, input.DischargeA, input.Priority, Number(input.Limit));

    public StationInput ToInput() => new()
    {
        Reachable = Reachable,
        WhenSilent = WhenSilent,
        Connected = Connected,
        Full = Full,
        MeasuredA = MeasuredA is { } a ? Measured.Value(new PhaseCurrents(a[0], a[1], a[2]), TimeSpan.Zero) : default,
        ConfirmedA = ConfirmedA,
        ConfirmedPhases = ConfirmedPhases,
        VehiclePhases = VehiclePhases,
        VehicleMinimumA = VehicleMinimumA,
        DischargeA = DischargeA,
        Priority = Priority,
        Limit = CurrentLimit.OfNullable(LimitA),
    };

    internal static double? Number(CurrentLimit limit) => limit.IsNone ? null : limit.Lower(double.MaxValue);
}

internal sealed record RecordedOrder(int Place, double CurrentA, int Phases);
