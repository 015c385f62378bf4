using Clemap.Contracts.Telemetry;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Cascade;

/// <summary>
/// Another controller of this kind, with a building of its own, below this one: it is given a limit at its grid connection, as a station is, over its
/// building interface. Its share is its fallback and its least: it holds it by itself when this controller is silent.
/// </summary>
/// <param name="shareA">What is proven to fit at all times, A per phase.</param>
internal sealed class MemberController(ModbusUnit unit, double shareA, TimeProvider time) : IStation
{
    private const ushort Control = BuildingRegisters.Activation;
    private const int ControlWords = BuildingRegisters.End - Control;
    private const double RoundingA = 0.01;

    /// <summary>What the member takes at most to hold its share once it believes that nobody speaks to it any more: a cycle, and its stations.</summary>
    private static readonly TimeSpan Reaction = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(Configuration.BuildingConfiguration.UsualKeepAliveS);

    private readonly WritePace pace = new(time, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    private int overwritten;

    public int Generation => unit.Generation + overwritten;

    public double? StepA => null;

    public TimeSpan? FallbackTime => KeepAlive + Reaction;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        var block = await unit.ReadHoldingAsync(Control, ControlWords, cancellation);
        if (block.Float32(BuildingRegisters.KeepAliveS) is not { } keepAliveS || block.Float32(BuildingRegisters.WorstAlone) is not { } worstA)
            throw new StationException(ProblemCodes.MemberUnknown, "The member is no controller of this kind, or of an older version.");
        if (keepAliveS > KeepAlive.TotalSeconds)
            throw new StationException(
                ProblemCodes.MemberWaits,
                $"The member waits {keepAliveS:0} s for a sign of life; {KeepAlive.TotalSeconds:0} s at most are reckoned with (building.keepAliveS).",
                DeviceProblem.Number(keepAliveS), DeviceProblem.Number(KeepAlive.TotalSeconds));
        if (worstA > shareA + RoundingA)
            throw new StationException(
                ProblemCodes.MemberAlone, $"Without its controller up to {worstA:0.#} A flow in the member's building; its share is {shareA:0.#} A.",
                DeviceProblem.Number(worstA), DeviceProblem.Number(shareA));
        await WriteAsync(shareA, cancellation);
        var shown = await unit.ReadHoldingAsync(Control, ControlWords, cancellation);
        if (!Holds(shown))
            throw new StationException(
                ProblemCodes.FallbackDiffers, $"The member shows a fallback of {shown.Float32(BuildingRegisters.Fallback)} A, written was {shareA:0.##} A.",
                shown.Float32(BuildingRegisters.Fallback) is { } shownA ? $"{DeviceProblem.Number(shownA)} A" : "–", $"{DeviceProblem.Number(shareA)} A");
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        var block = await unit.ReadHoldingAsync(BuildingRegisters.First, BuildingRegisters.End - BuildingRegisters.First, cancellation);
        if (block.Float32(BuildingRegisters.Activation) is not (0 or 1) || block.Float32(BuildingRegisters.KeepAliveS) is not > 0)
            throw new StationException(ProblemCodes.MemberUnknown, "The member's registers are not those of a controller of this kind.");
        // Somebody else wrote there: it is told again, and until then it counts as one that forgot.
        if (!Holds(block) && !pace.IsForgotten)
        {
            pace.Forget();
            overwritten++;
        }

        PhaseValues Phases(ushort first) => new(block.Float32(first), block.Float32((ushort)(first + 2)), block.Float32((ushort)(first + 4)));
        var (currentA, activeW) = (Phases(BuildingRegisters.CurrentA), Phases(BuildingRegisters.ActiveW));
        var drawnA = new PhaseValues(Drawn(currentA.L1, activeW.L1), Drawn(currentA.L2, activeW.L2), Drawn(currentA.L3, activeW.L3));
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = drawnA.Dominant > PilotState.ChargingFromA ? StationState.Charging : StationState.Occupied,
            VoltageV = Phases(BuildingRegisters.First),
            CurrentA = drawnA,
            ActiveW = activeW,
            AppliedLimitA = block.Float32(BuildingRegisters.KeepAlive) == 1 ? block.Float32(BuildingRegisters.Limit) : block.Float32(BuildingRegisters.Fallback),
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        int value = (int)Math.Floor(limitA * 100);
        if (pace.Before(value, Generation) is { } done)
            return done;
        pace.Forget();
        await WriteAsync(value / 100.0, cancellation);
        return pace.After(value, Generation);
    }

    // All three at once: whoever wrote there meanwhile, this comes into force whole.
    private Task WriteAsync(double limitA, CancellationToken cancellation) =>
        unit.WriteRegistersAsync(Control, [.. RegisterWords.Of(1f), .. RegisterWords.Of((float)shareA), .. RegisterWords.Of((float)limitA)], cancellation);

    private bool Holds(RegisterBlock block) =>
        block.Float32(BuildingRegisters.Activation) == 1
        && block.Float32(BuildingRegisters.Fallback) is { } fallbackA && Math.Abs(fallbackA - shareA) <= RoundingA;

    /// <summary>The registers tell how much, the power tells in which direction. What a building feeds into the grid is nobody's load.</summary>
    private static double? Drawn(double? currentA, double? activeW) => currentA is null ? null : activeW < 0 ? 0 : currentA;
}
