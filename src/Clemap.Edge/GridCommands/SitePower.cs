using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;

namespace Clemap.Edge.GridCommands;

/// <summary>What a site takes in one cycle. Missing is never zero.</summary>
/// <param name="ChargingW">All stations together; <see langword="null"/> when one of them does not say.</param>
/// <param name="ImportW">At the grid connection, negative when it feeds in; <see langword="null"/> when it is not measured.</param>
internal readonly record struct SitePower(double? ChargingW, double? ImportW)
{
    private const double NominalV = 230;
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(10);

    public static SitePower Of(Site site) => new(
        site.Stations.Select(OfStation).Aggregate((double?)0, (sumW, powerW) => sumW + powerW),
        site.GridSample()?.ActiveW is { L1: { } one, L2: { } two, L3: { } three } ? one + two + three : null);

    private static double? OfStation(StationSource station)
    {
        if (station.Latest is not var (sample, age) || age + sample.MeasuredBefore > Shown)
            return null;
        return sample.ActiveW.Sum ?? Apparent(sample) ?? (sample.State == StationState.Free ? 0 : null);
    }

    // Of a station that tells currents only.
    private static double? Apparent(StationSample sample) => sample.CurrentA.Sum is null
        ? null
        : Enumerable.Range(0, 3).Sum(phase => (sample.CurrentA[phase] ?? 0) * (sample.VoltageV[phase] ?? NominalV));
}
