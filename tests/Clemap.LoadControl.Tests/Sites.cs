using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests;

/// <summary>Small sites that many tests share.</summary>
internal static class Sites
{
    public static readonly Guid Grid = Id(0x10);
    public static readonly Guid GarageA = Id(0x11);
    public static readonly Guid GarageB = Id(0x12);

    public static Guid Id(int number) => new(0x01900000, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, (byte)number);

    public static Guid StationId(int number) => Id(0xA0 + number);

    public static Circuit Root(double ratingA, double worstBaseLoadA = 0) =>
        new(Grid, "Grid connection", null, PhaseCurrents.Balanced(ratingA)) { WorstBaseLoadA = PhaseCurrents.Balanced(worstBaseLoadA) };

    public static Circuit Feeder(Guid id, string name, double ratingA) => new(id, name, Grid, PhaseCurrents.Balanced(ratingA));

    public static Station Station(
        int number, Guid circuit, string rotation = "123", double minimumA = 6, double maximumA = 16, double fallbackA = 0) =>
        new(StationId(number), $"S{number}", circuit, PhaseRotation.Parse(rotation), minimumA, maximumA, fallbackA);

    public static SiteTopology Build(IEnumerable<Circuit> circuits, IEnumerable<Station> stations) =>
        SiteTopology.Create(circuits, stations) is { Topology: { } topology }
            ? topology
            : throw new InvalidOperationException("The site of this test is not sound.");

    /// <summary>One circuit with so many equal three-phase stations of 6 to 16 A.</summary>
    public static SimulatedSite Flat(double ratingA, int stations, double fallbackA = 0) =>
        new(Build([Root(ratingA)], Enumerable.Range(1, stations).Select(number => Station(number, Grid, fallbackA: fallbackA))));

    /// <summary>The demo site: 80 A, two garages of 40 and 25 A, six stations.</summary>
    public static SimulatedSite Sonnenhof() => new(Build(
        [Root(80, 30), Feeder(GarageA, "Garage A", 40), Feeder(GarageB, "Garage B", 25)],
        [
            Station(1, GarageA, "123", fallbackA: 6),
            Station(2, GarageA, "231", fallbackA: 6),
            Station(3, GarageA, "312", maximumA: 32, fallbackA: 6) with { StepA = 1 },
            Station(4, GarageB, "123", fallbackA: 6) with { StepA = 1 },
            Station(5, GarageB, "231", fallbackA: 6),
            Station(6, GarageB, "3", minimumA: 16, maximumA: 16) with { Switched = true },
        ]));
}
