using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>What the controller reads at the stations.</summary>
internal static class StationReadings
{
    public static void Read(CycleInput input, SimulatedSite site, Flows flows, int place)
    {
        var station = site.Stations[place];
        ref var reading = ref input.Stations[place];
        reading.Reachable = station.Reachable;
        reading.WhenSilent = station.Traits.WhenSilent;
        reading.Priority = site.Groups[place].Priority;
        reading.MeasuredA = station.Reachable ? Measured.Value(flows.Measured(place), TimeSpan.Zero) : Measured.Missing<PhaseCurrents>();
        // What it said last is all that is known of a station that does not answer.
        if (!station.Reachable) return;
        reading.Connected = station.Connected;
        reading.Full = station is { Connected: true, Traits.TellsFull: true, Vehicle.Full: true };
        reading.ConfirmedA = station.ConfirmedA;
        reading.ConfirmedPhases = station.Traits.SwitchesPhases ? station.ActivePhases : null;
        var known = station.Connected && station.Vehicle.Model.Known;
        reading.VehiclePhases = known ? station.Vehicle.Model.Phases : null;
        reading.VehicleMinimumA = known ? station.Vehicle.Model.MinimumA : null;
    }
}
