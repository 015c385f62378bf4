using Clemap.Simulator.Scenarios.Faults;
using Clemap.Simulator.Scenarios.Format;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>Which faults are on.</summary>
internal sealed class Troubles(Fault[] faults, int circuits, int stations)
{
    private readonly FaultKind?[] _meters = new FaultKind?[circuits];
    private readonly bool[] _lost = new bool[stations];
    private readonly bool[] _rebooting = new bool[stations];
    private readonly bool[] _ignoring = new bool[stations];

    public bool ControllerKilled { get; private set; }
    public bool CloudLost { get; private set; }
    public bool PowerCut { get; private set; }
    public long NextAt { get; private set; } = long.MinValue;

    public FaultKind? OfMeter(int circuit) => _meters[circuit];
    public bool IsLost(int station) => _lost[station];
    public bool IsRebooting(int station) => _rebooting[station];
    public bool IsIgnoring(int station) => _ignoring[station];

    public void Update(long now)
    {
        Array.Clear(_meters);
        Array.Clear(_lost);
        Array.Clear(_rebooting);
        Array.Clear(_ignoring);
        (ControllerKilled, CloudLost, PowerCut, NextAt) = (false, false, false, long.MaxValue);
        foreach (var fault in faults)
        {
            if (fault.From > now) NextAt = Math.Min(NextAt, fault.From);
            if (!fault.IsOn(now)) continue;
            NextAt = Math.Min(NextAt, fault.Until);
            Begin(fault);
        }
    }

    private void Begin(in Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.StationLost:
                _lost[fault.Station] = true;
                break;
            case FaultKind.StationReboots:
                _rebooting[fault.Station] = true;
                break;
            case FaultKind.StationIgnores:
                _ignoring[fault.Station] = true;
                break;
            case FaultKind.ControllerKilled:
                ControllerKilled = true;
                break;
            case FaultKind.CloudLost:
                CloudLost = true;
                break;
            case FaultKind.PowerCut:
                PowerCut = true;
                break;
            // The controller counts time steadily, so a clock on the wall that jumps reaches nothing that is simulated.
            case FaultKind.ClockJump:
                break;
            default:
                _meters[fault.Circuit] = fault.Kind;
                break;
        }
    }
}
