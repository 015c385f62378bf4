using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Stations of random trees with their vehicles.</summary>
internal static class RandomStations
{
    private static readonly string[] ThreePhases = ["123", "231", "312", "132", "213", "321"];
    private static readonly string[] OnePhase = ["1", "2", "3"];
    private static readonly double[] MinimaA = [6, 6, 6, 8, 9];
    private static readonly double[] MaximaA = [8, 10, 13, 16, 16, 20, 32, 32];

    public static PlantStation Create(Random random, TreeShape shape, int number, Guid circuitId)
    {
        var wiring = PhaseRotation.Parse(random.Next(5) == 0 ? Any(random, OnePhase) : Any(random, ThreePhases));
        var vehiclePhases = random.Next(4) switch { 0 => 1, 1 => 2, _ => 3 };
        // One wire of unknown phase loads all three in an account and one in truth: an exhaustive search could not agree with that.
        var known = random.Next(8) > 0 || (!shape.Oddities && Math.Min(vehiclePhases, wiring.Phases) < 3);
        var maximumA = Any(random, MaximaA);
        var switched = random.Next(8) == 0;
        var station = new Station(
            RandomTrees.StationId(number), $"S{number}", circuitId, known ? wiring : PhaseRotation.Unknown(wiring.Phases),
            switched ? maximumA : Math.Min(Any(random, MinimaA), maximumA), maximumA, FallbackA: random.Next(4) == 0 && !switched ? 6 : 0)
        {
            StepA = switched ? null : random.Next(3) switch { 0 => 1, 1 => 0.1, _ => null },
            Switched = switched,
            SwitchesPhases = shape.Oddities && !switched && known && wiring.Phases == 3 && random.Next(6) == 0,
            Weight = random.Next(5) == 0 ? 2 : 1,
        };
        return new PlantStation(station)
        {
            Wiring = wiring,
            VehiclePhases = vehiclePhases,
            VehicleIsKnown = !shape.Oddities || random.Next(3) > 0,
            VehicleMinimumA = !switched && random.Next(10) == 0 ? Math.Min(8, maximumA) : null,
            Priority = Class(random, shape),
            Connected = !shape.Oddities || random.Next(8) > 0,
            Full = shape.Oddities && random.Next(20) == 0,
            TakesAtMostA = shape.Oddities && random.Next(5) == 0 ? maximumA * random.NextDouble() : double.PositiveInfinity,
            LimitA = shape.Oddities && random.Next(12) == 0 ? random.Next((int)maximumA + 1) : null,
        };
    }

    /// <summary>Some vehicles already take what fits, as after a restart of the controller.</summary>
    public static void StartSome(Random random, Plant plant)
    {
        plant.Measure();
        var rooms = new Rooms(plant.Snapshot([], marginShare: 0));
        for (var i = 0; i < plant.Stations.Length; i++)
        {
            var station = plant.Stations[i];
            if (!station.Connected || random.Next(2) == 0)
                continue;
            var currentA = station.Station.Switched ? station.Station.MaximumA : Math.Min(station.Station.MaximumA, Math.Floor(rooms.RoomFor(i)));
            if (currentA < station.Station.MinimumA || currentA > rooms.RoomFor(i))
                continue;
            rooms.Take(i, currentA);
            plant.Draw(i, currentA);
        }
    }

    private static PriorityClass Class(Random random, TreeShape shape) => random.Next(6) switch
    {
        _ when !shape.Classes => PriorityClass.Normal,
        0 => PriorityClass.High,
        1 => PriorityClass.Low,
        2 when shape.Oddities => random.Next(2) == 0 ? PriorityClass.Surplus : PriorityClass.GridOperator,
        _ => PriorityClass.Normal,
    };

    private static T Any<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
