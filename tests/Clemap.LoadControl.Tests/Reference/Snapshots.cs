using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>A plant in the plain numbers of a <see cref="Snapshot"/>.</summary>
internal static class Snapshots
{
    // A circuit whose meter is silent is reckoned with its worst base load, which is proven against the whole fuse.
    public static CircuitSnapshot Of(PlantCircuit plant, int parent, PhaseCurrents baseA, double marginShare)
    {
        var share = plant.MeterIsSilent ? 1 : 1 - marginShare;
        var ratingA = plant.Circuit.RatingA;
        var wishA = plant.LimitA ?? double.PositiveInfinity;
        var limitA = new PhaseCurrents(
            share * Math.Min(ratingA.L1A, wishA), share * Math.Min(ratingA.L2A, wishA), share * Math.Min(ratingA.L3A, wishA));
        return new CircuitSnapshot(parent, limitA, share * plant.Circuit.SumRatingA, baseA) { UnbalanceLimitA = plant.Circuit.UnbalanceLimitA };
    }

    public static StationSnapshot Of(PlantStation plant, int circuit, int phases) => new(
        circuit,
        plant.GridPhases(phases),
        Math.Max(plant.Station.Switched ? plant.Station.MaximumA : plant.Station.MinimumA, plant.VehicleMinimumA ?? 0),
        Math.Min(plant.Station.MaximumA, plant.LimitA ?? double.PositiveInfinity),
        (int)plant.Priority)
    {
        StepA = plant.Station.StepA,
        Switched = plant.Station.Switched,
        Weight = plant.Station.Weight,
        Wants = plant.Connected && !plant.Full,
    };
}
