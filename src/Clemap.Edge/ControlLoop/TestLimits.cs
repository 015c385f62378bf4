using Clemap.Contracts.DesiredState;

namespace Clemap.Edge.ControlLoop;

/// <summary>
/// Limits of stations while the electrician tests something, A. They lie over what the cloud wants and can only lower it; all else is decided as
/// always, so that no test can bring a circuit above its fuse.
/// </summary>
internal sealed class TestLimits
{
    private IReadOnlyDictionary<Guid, double>? capsA;

    public void Set(IReadOnlyDictionary<Guid, double> stationCapsA) => Volatile.Write(ref capsA, stationCapsA);

    public void Clear() => Volatile.Write(ref capsA, null);

    public DesiredStateDocument Under(DesiredStateDocument wanted)
    {
        if (Volatile.Read(ref capsA) is not { } caps)
            return wanted;
        var stations = wanted.Stations.ToDictionary();
        foreach (var (station, capA) in caps)
        {
            var wish = stations.GetValueOrDefault(station) ?? new StationWish();
            stations[station] = wish with { LimitA = Math.Min(wish.LimitA ?? capA, capA) };
        }
        return wanted with { Stations = stations };
    }
}
