using Clemap.Contracts.DesiredState;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.GridCommands;

/// <summary>What commands of the grid operator hold in one cycle.</summary>
/// <param name="Reductions">Of circuits.</param>
/// <param name="StationCapsA">Of single stations, A per phase.</param>
/// <param name="Commands">By which of them.</param>
internal sealed record GridHold(LoadReduction[] Reductions, IReadOnlyDictionary<Guid, double> StationCapsA, IReadOnlySet<Guid> Commands)
{
    public static GridHold None { get; } = new([], new Dictionary<Guid, double>(), new HashSet<Guid>());

    /// <summary>The caps lie over what the cloud wants and can only lower.</summary>
    public DesiredStateDocument Under(DesiredStateDocument wanted)
    {
        if (StationCapsA.Count == 0)
            return wanted;
        var wishes = wanted.Stations.ToDictionary();
        foreach (var (station, capA) in StationCapsA)
        {
            var wish = wishes.GetValueOrDefault(station) ?? new StationWish();
            wishes[station] = wish with { LimitA = Math.Min(wish.LimitA ?? capA, capA) };
        }

        return wanted with { Stations = wishes };
    }
}
