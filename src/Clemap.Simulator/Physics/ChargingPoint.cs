using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Physics;

/// <summary>
/// The electrical side of a station: its terminals, its meter and the car at the cable. What is offered to the car is decided by the
/// station's own logic (its twin), or by the rules of sharing in virtual time.
/// </summary>
internal sealed class ChargingPoint : IMeasuredFlow
{
    public const double PowerFactor = 0.995;

    private const int DrawStream = 300;

    private static readonly double ReactiveShare = Math.Tan(Math.Acos(PowerFactor));

    private readonly ReactionTime _reaction;
    private readonly int[] _gridPhases;
    private readonly Chance _chance;
    private readonly int _stream;
    private PhaseValues _currentA;
    private PhaseValues _powerW;
    private PhaseValues _voltageV;

    public ChargingPoint(StationConfiguration station, int index, Chance chance, int stepS)
    {
        Station = station;
        Index = index;
        _chance = chance;
        _stream = DrawStream + index;
        _reaction = new ReactionTime(stepS);
        _gridPhases = [.. station.Rotation.Select(c => c - '1')];
        ActivePhases = station.Phases;
    }

    public StationConfiguration Station { get; }
    public int Index { get; }
    public EnergyRegister Energy { get; } = new();

    public Car? Car { get; private set; }
    public Session? Session { get; private set; }

    /// <summary>A a phase that the station offers the car at this moment; 0 is "wait".</summary>
    public double OfferedA { get; set; }

    /// <summary>A DC station has no pilot signal and so no minimum of six ampere.</summary>
    public double MinimumA { get; init; } = 6;

    /// <summary>The supply itself is switched: off is off at once, without asking the car.</summary>
    public bool SuppliedThroughRelay { get; init; }

    /// <summary>Phases that the station connects, never more than it has.</summary>
    public int ActivePhases { get; set; }

    /// <summary>At the station's own terminals.</summary>
    public PhaseValues CurrentA => _currentA;
    public PhaseValues PowerW => _powerW;
    public PhaseValues VoltageV => _voltageV;
    public PhaseValues ReactiveVar => new(_powerW[0] * ReactiveShare, _powerW[1] * ReactiveShare, _powerW[2] * ReactiveShare);

    public bool Charging => _currentA[0] > 0;
    public double SessionWh => Session is null ? 0 : Energy.ImportExactWh - Session.StartExactWh;
    public double MaximumA => Station.MaximumA;
    public int Phases => Station.Phases;

    /// <summary>The grid phase (0 to 2) that feeds a terminal (0 to 2).</summary>
    public int GridPhase(int terminal) => _gridPhases[terminal];

    public void Plug(Car car, long unixSeconds)
    {
        Car = car;
        Session = new Session(_chance.Id(_stream, unixSeconds), unixSeconds, Energy.ImportExactWh);
        _reaction.Clear();
    }

    /// <exception cref="InvalidOperationException">No car is plugged in.</exception>
    public EndedSession Unplug(long unixSeconds)
    {
        var session = Session ?? throw new InvalidOperationException($"No car is plugged in at {Station.Name}.");
        Car = null;
        Session = null;
        _currentA = default;
        _powerW = default;
        return new EndedSession(session.Id, Station, session.StartedAt, unixSeconds, session.StartWh, Energy.ImportWh);
    }

    /// <summary>Electrical state at a moment, from the voltages of the grid.</summary>
    public void Measure(in PhaseValues gridVoltageV, long unixSeconds)
    {
        if (SuppliedThroughRelay && OfferedA == 0) _reaction.Clear();
        var understoodA = _reaction.Pass(OfferedA);
        for (var terminal = 0; terminal < Station.Phases; terminal++) _voltageV[terminal] = gridVoltageV[GridPhase(terminal)];
        _currentA = default;
        _powerW = default;
        if (Car is null) return;
        // Cars stay a little under what they are allowed, each in its own way.
        var shareOfAllowed = 0.965 + 0.03 * _chance.Smooth(_stream, unixSeconds, 60);
        var drawnA = Car.CurrentA(understoodA, MinimumA) * shareOfAllowed;
        for (var terminal = 0; terminal < Math.Min(ActivePhases, Car.Model.Phases); terminal++)
        {
            _currentA[terminal] = drawnA;
            _powerW[terminal] = drawnA * _voltageV[terminal] * PowerFactor;
        }
    }

    /// <summary>Lets what was measured last flow for so long.</summary>
    public void Flow(double seconds)
    {
        if (!Charging) return;
        Energy.Add(_powerW, seconds);
        Car!.Charge(_powerW.Sum * seconds / 3600);
    }
}

/// <param name="StartExactWh">Register when the car was plugged in.</param>
internal sealed record Session(Guid Id, long StartedAt, double StartExactWh)
{
    public long StartWh => (long)StartExactWh;
}

internal sealed record EndedSession(Guid Id, StationConfiguration Station, long StartedAt, long EndedAt, long StartWh, long EndWh);
