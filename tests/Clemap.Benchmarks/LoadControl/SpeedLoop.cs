using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>
/// A site that lives while it is measured: meters tremble, vehicles follow with a delay, now and then one is plugged in or out and a cooker goes on, and
/// turns change. No two cycles have the same input, so that none could be answered from memory.
/// </summary>
internal sealed class SpeedLoop
{
    // A vehicle stays half an hour or so; a load of 16 A comes or goes somewhere every minute.
    private const uint CyclesBetweenPlugs = 1800;
    private const int CyclesBetweenCookers = 60;
    private const double CookerA = 16;

    private readonly Plant _plant;
    private readonly Allocator _allocator;
    private readonly AllocatorState _state;
    private readonly SetPoint[] _orders;
    private DateTimeOffset _now = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);
    private int _cycle;
    private uint _chance = 2463534242;
    private bool _cooking;

    public SpeedLoop(SpeedSize size, bool ample)
    {
        _plant = SpeedSites.Create(size, ample);
        _allocator = new Allocator(_plant.Topology);
        _state = new AllocatorState(_plant.Topology);
        _orders = new SetPoint[_plant.Stations.Length];
    }

    /// <summary>What happens at the site in a second.</summary>
    public void Live()
    {
        _now += TimeSpan.FromSeconds(1);
        Plug();
        if (++_cycle % CyclesBetweenCookers == 0)
            Cook();
        _plant.Follow(_orders);
        _plant.Measure();
    }

    /// <summary>The cycle that is measured.</summary>
    public Decision Decide() => _allocator.Decide(_plant.Input, _state, _now);

    public void Obey(Decision decision) => decision.SetPoints.CopyTo(_orders);

    private void Plug()
    {
        var events = ((uint)_plant.Stations.Length + Next(CyclesBetweenPlugs)) / CyclesBetweenPlugs;
        for (; events > 0; events--)
        {
            var station = _plant.Stations[Next((uint)_plant.Stations.Length)];
            station.Connected = !station.Connected;
        }
    }

    private void Cook()
    {
        _cooking = !_cooking;
        _plant.Circuits[0].OwnBaseA += PhaseCurrents.Balanced(_cooking ? CookerA : -CookerA);
    }

    private uint Next(uint below)
    {
        _chance ^= _chance << 13;
        _chance ^= _chance >> 17;
        _chance ^= _chance << 5;
        return _chance % below;
    }
}
