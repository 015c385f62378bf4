using Clemap.Simulator.Configuration;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Physics;

/// <summary>
/// The whole simulated property: house, roof, parking spaces and the flows between them. Time is given from outside; between two calls
/// of <see cref="Advance"/> everything flows as it was measured at the first.
/// </summary>
internal sealed class Site
{
    private const int VoltageStream = 400;
    private const double NominalV = 230;
    private const double LineResistanceOhm = 0.03;
    private const double HouseReactiveShare = 0.2;

    // Who lets more time pass at once was away: what flowed then is unknown, and a car must not be overfilled.
    private const int LongestFlowS = 60;

    private readonly Household _household;
    private readonly Photovoltaics _photovoltaics;
    private readonly ParkingSpace[] _spaces;
    private readonly Chance _chance;
    private long? _now;

    public Site(SiteConfiguration configuration, int stepS, Func<ChargingPoint, IEnumerable<Visit>> visits)
    {
        _chance = new Chance(configuration.Seed);
        _household = new Household(configuration.Household, TimeZoneInfo.FindSystemTimeZoneById(configuration.TimeZone), _chance);
        _photovoltaics = new Photovoltaics(configuration.PvPeakW, _chance);
        Points = [.. configuration.Stations.Select((station, index) => new ChargingPoint(station, index, _chance, stepS)
        {
            MinimumA = StationModel.Named(station.Model).PilotMinimumA,
            SuppliedThroughRelay = StationModel.Named(station.Model).Switched,
        })];
        _spaces = [.. Points.Select(point => new ParkingSpace(point, visits(point)))];
    }

    public IReadOnlyList<ChargingPoint> Points { get; }
    public SiteFlow Grid { get; } = new();

    /// <summary>The inverter; what it produces counts as import.</summary>
    public SiteFlow Production { get; } = new();

    public PhaseValues HousePowerW { get; private set; }

    /// <summary>What cars drove away with, since the last call of <see cref="Advance"/>.</summary>
    public List<EndedSession> Ended { get; } = [];

    /// <param name="unixSeconds">Later than at the last call.</param>
    /// <param name="decide">Sets what each station offers now; measured values are those of the last call.</param>
    public void Advance(long unixSeconds, Action decide)
    {
        if (_now is { } last) Flow(Math.Min(unixSeconds - last, LongestFlowS));
        _now = unixSeconds;
        Ended.Clear();
        foreach (var space in _spaces)
        {
            if (space.Update(unixSeconds) is { } ended) Ended.Add(ended);
        }

        decide();
        Measure(unixSeconds);
    }

    /// <summary>Lets all flow until a moment, at which everybody leaves.</summary>
    public void Finish(long unixSeconds)
    {
        if (_now is { } last) Flow(Math.Min(unixSeconds - last, LongestFlowS));
        _now = unixSeconds;
        Ended.Clear();
        Ended.AddRange(Points.Where(point => point.Session is not null).Select(point => point.Unplug(unixSeconds)));
    }

    private void Flow(double seconds)
    {
        foreach (var point in Points) point.Flow(seconds);
        Grid.Energy.Add(Grid.PowerW, seconds);
        Production.Energy.Add(Production.PowerW, seconds);
    }

    private void Measure(long unixSeconds)
    {
        var voltageV = new PhaseValues();
        for (var phase = 0; phase < 3; phase++)
        {
            var swing = 4 * (_chance.Smooth(VoltageStream + phase, unixSeconds, 300) - 0.5);
            voltageV[phase] = NominalV + swing - LineResistanceOhm * Grid.CurrentA[phase];
        }

        HousePowerW = _household.PowerW(unixSeconds);
        var solarW = _photovoltaics.PowerW(unixSeconds) / 3;
        var power = new PhaseValues();
        var reactive = new PhaseValues();
        for (var phase = 0; phase < 3; phase++)
        {
            power[phase] = HousePowerW[phase] - solarW;
            reactive[phase] = HousePowerW[phase] * HouseReactiveShare;
        }

        foreach (var point in Points)
        {
            point.Measure(voltageV, unixSeconds);
            for (var terminal = 0; terminal < point.Phases; terminal++)
            {
                power[point.GridPhase(terminal)] += point.PowerW[terminal];
                reactive[point.GridPhase(terminal)] += point.ReactiveVar[terminal];
            }
        }

        Production.Set(voltageV, new PhaseValues(solarW, solarW, solarW), default);
        Grid.Set(voltageV, power, reactive);
    }
}
