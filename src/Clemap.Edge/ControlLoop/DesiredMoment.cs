using Clemap.Contracts.DesiredState;

namespace Clemap.Edge.ControlLoop;

/// <summary>What of the desired state holds at a moment.</summary>
/// <param name="Wanted">As the cloud sent it.</param>
/// <param name="Effective">The same with the limits lowered to what the windows and the tariff leave now.</param>
/// <param name="WindowLimitsA">What the windows leave now, by circuit or station.</param>
/// <param name="LowTariff"><see langword="null"/> where there is one price, and while nobody knows what time it is.</param>
internal sealed record DesiredMoment(
    DesiredStateDocument Wanted, DesiredStateDocument Effective, IReadOnlyDictionary<Guid, double> WindowLimitsA, bool? LowTariff)
{
    public static DesiredMoment Of(DesiredStateDocument wanted, IReadOnlyDictionary<Guid, double> windowLimitsA, bool? lowTariff) => new(
        wanted,
        windowLimitsA.Count == 0 && lowTariff != false ? wanted : wanted with
        {
            Circuits = Subjects(wanted.Circuits.Keys, windowLimitsA.Keys)
                .ToDictionary(id => id, id => new CircuitWish(Lower(wanted.Circuits.GetValueOrDefault(id)?.LimitA, windowLimitsA, id))),
            Stations = Subjects(wanted.Stations.Keys, windowLimitsA.Keys).ToDictionary(id => id, id => Lower(wanted.Stations.GetValueOrDefault(id), windowLimitsA, lowTariff, id)),
        },
        windowLimitsA,
        lowTariff);

    /// <summary>True when nothing changes for anybody.</summary>
    public bool IsAs(DesiredMoment other) =>
        ReferenceEquals(Wanted, other.Wanted) && LowTariff == other.LowTariff && WindowLimitsA.Count == other.WindowLimitsA.Count
        && WindowLimitsA.All(limit => other.WindowLimitsA.TryGetValue(limit.Key, out double limitA) && limitA == limit.Value);

    // A window's subject that is a station makes an entry among the circuits too, which nobody asks for, and the other way round.
    private static IEnumerable<Guid> Subjects(IEnumerable<Guid> wished, IEnumerable<Guid> windowed) => wished.Union(windowed);

    private static StationWish Lower(StationWish? wish, IReadOnlyDictionary<Guid, double> windowLimitsA, bool? lowTariff, Guid id) =>
        (wish ?? new StationWish()) with
        {
            LimitA = lowTariff == false && wish?.Priority == StationPriority.Low ? 0 : Lower(wish?.LimitA, windowLimitsA, id),
        };

    private static double? Lower(double? limitA, IReadOnlyDictionary<Guid, double> windowLimitsA, Guid id) =>
        windowLimitsA.TryGetValue(id, out double windowA) ? Math.Min(limitA ?? windowA, windowA) : limitA;
}
