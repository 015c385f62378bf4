using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.FailSafe;

/// <param name="Code">One of <see cref="LimitRefusalCodes"/>.</param>
/// <param name="SubjectId">The circuit or station the wish is about.</param>
/// <param name="Message">One plain English sentence.</param>
public sealed record LimitRefusal(string Code, Guid SubjectId, string Message);

public static class LimitRefusalCodes
{
    public const string AboveRating = "above-rating";
    public const string Negative = "negative";
    public const string NotANumber = "not-a-number";
    public const string UnknownCircuit = "unknown-circuit";
    public const string UnknownStation = "unknown-station";
}

/// <summary>Whether a wish may come into force at all. A wish can lower what was commissioned and never raise it.</summary>
public static class LimitRules
{
    /// <param name="circuitLimitsA">Wishes by circuit id; <see langword="null"/> is "as commissioned".</param>
    /// <param name="stationLimitsA">Wishes by station id; <see langword="null"/> is "as commissioned".</param>
    /// <returns>All refusals, circuits first, each in order of id; empty when the wishes are sound.</returns>
    public static IReadOnlyList<LimitRefusal> Check(
        SiteTopology topology, IReadOnlyDictionary<Guid, double?> circuitLimitsA, IReadOnlyDictionary<Guid, double?> stationLimitsA)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(circuitLimitsA);
        ArgumentNullException.ThrowIfNull(stationLimitsA);
        return
        [
            .. circuitLimitsA.OrderBy(wish => wish.Key).Select(wish => CheckCircuit(topology, wish.Key, wish.Value)).OfType<LimitRefusal>(),
            .. stationLimitsA.OrderBy(wish => wish.Key).Select(wish => CheckStation(topology, wish.Key, wish.Value)).OfType<LimitRefusal>(),
        ];
    }

    /// <returns><see langword="null"/> when the wish is sound.</returns>
    public static LimitRefusal? CheckCircuit(SiteTopology topology, Guid circuitId, double? limitA)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.FindCircuit(circuitId) is { } circuit
            ? Check(circuitId, $"circuit '{circuit.Name}'", limitA, circuit.RatingA.HighestA)
            : new(LimitRefusalCodes.UnknownCircuit, circuitId, $"There is no circuit {circuitId} at this site.");
    }

    /// <inheritdoc cref="CheckCircuit"/>
    public static LimitRefusal? CheckStation(SiteTopology topology, Guid stationId, double? limitA)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.FindStation(stationId) is { } station
            ? Check(stationId, $"station '{station.Name}'", limitA, station.MaximumA)
            : new(LimitRefusalCodes.UnknownStation, stationId, $"There is no station {stationId} at this site.");
    }

    private static LimitRefusal? Check(Guid id, string subject, double? limitA, double ratingA) => limitA switch
    {
        null => null,
        { } value when !double.IsFinite(value) => new(LimitRefusalCodes.NotANumber, id, $"The limit of {subject} is not a number."),
        < 0 => new(LimitRefusalCodes.Negative, id, $"The limit of {subject} is negative."),
        { } value when value > ratingA => new(
            LimitRefusalCodes.AboveRating, id, FormattableString.Invariant($"The limit of {subject} is above its rating of {ratingA:0.##} A.")),
        _ => null,
    };
}
