using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>A station with the vehicle at it, as they really are.</summary>
internal sealed class PlantStation(Station station)
{
    public Station Station { get; set; } = station;

    /// <summary>How it is really wired; the same as commissioned, unless that is unknown.</summary>
    public PhaseRotation Wiring { get; init; } = station.Rotation;

    public bool Connected { get; set; } = true;
    public bool Full { get; set; }
    public PriorityClass Priority { get; set; }
    public double? LimitA { get; set; }

    /// <summary>Terminals the vehicle uses, 1 to 3.</summary>
    public int VehiclePhases { get; set; } = 3;

    /// <summary>False when nobody knows <see cref="VehiclePhases"/>.</summary>
    public bool VehicleIsKnown { get; set; } = true;

    public double? VehicleMinimumA { get; set; }

    /// <summary>Below the order where the vehicle cannot take more.</summary>
    public double TakesAtMostA { get; set; } = double.PositiveInfinity;

    /// <summary>Cycles until it follows an order, 0 to 7.</summary>
    public int ReactionCycles { get; set; }

    /// <summary>Of the wired terminals, those that carry current while it charges on so many phases.</summary>
    public int TerminalsInUse(int phases) => Math.Min(Math.Min(VehiclePhases, phases), Wiring.Phases);

    /// <summary>The grid phases that are really loaded.</summary>
    public PhaseSet GridPhases(int phases)
    {
        var gridA = Wiring.ToGrid(AtTerminals(1, TerminalsInUse(phases)));
        return (gridA.L1A > 0 ? PhaseSet.L1 : 0) | (gridA.L2A > 0 ? PhaseSet.L2 : 0) | (gridA.L3A > 0 ? PhaseSet.L3 : 0);
    }

    public static PhaseCurrents AtTerminals(double currentA, int terminals) =>
        new(currentA, terminals > 1 ? currentA : 0, terminals > 2 ? currentA : 0);
}
