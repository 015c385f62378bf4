using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// The room that is left: one row per circuit and phase, and one per circuit for the sum over its phases. A load counts on the rows of every circuit
/// between it and the grid, once for each phase it uses, and on a sum row once per phase. Where unbalance is limited, six more rows hold the
/// differences of the phases; there a load on the lower phase makes room.
/// </summary>
internal sealed class Rows
{
    public const int PerCircuit = 4;
    public const int SumRow = 3;
    public const double ToleranceA = 1e-9;

    private const int Pairs = 6;
    private readonly SiteTopology _topology;
    private readonly int[] _firstPair;
    private readonly int _surplusRow;

    public Rows(SiteTopology topology)
    {
        _topology = topology;
        var rows = topology.Circuits.Count * PerCircuit;
        _firstPair = new int[topology.Circuits.Count];
        for (var circuit = 0; circuit < _firstPair.Length; circuit++)
        {
            _firstPair[circuit] = topology.CircuitAt(circuit).UnbalanceLimitA is null ? -1 : rows;
            rows += topology.CircuitAt(circuit).UnbalanceLimitA is null ? 0 : Pairs;
        }

        HasPairs = rows > topology.Circuits.Count * PerCircuit;
        _surplusRow = rows;
        RoomA = new double[rows + 1];
    }

    /// <summary>By row; infinite where nothing limits.</summary>
    public double[] RoomA { get; }

    public bool HasPairs { get; }

    /// <summary>What those who charge from surplus only may take together, A over the phases.</summary>
    public ref double SurplusRoomA => ref RoomA[_surplusRow];

    /// <summary>All room of the circuits; nothing is booked yet.</summary>
    public void Reset(ReadOnlySpan<CircuitBudget> budgets)
    {
        for (var circuit = 0; circuit < budgets.Length; circuit++)
        {
            SetRoom(circuit, budgets[circuit].RoomA, budgets[circuit].SumRoomA);
            if (_firstPair[circuit] >= 0)
                RoomA.AsSpan(_firstPair[circuit], Pairs).Fill(_topology.CircuitAt(circuit).UnbalanceLimitA!.Value);
        }

        SurplusRoomA = double.PositiveInfinity;
    }

    public void SetRoom(int circuit, PhaseCurrents roomA, double sumRoomA = double.PositiveInfinity)
    {
        var first = circuit * PerCircuit;
        RoomA[first] = roomA.L1A;
        RoomA[first + 1] = roomA.L2A;
        RoomA[first + 2] = roomA.L3A;
        RoomA[first + SumRow] = sumRoomA;
    }

    public bool IsSurplus(int row) => row == _surplusRow;

    public int CircuitOf(int row)
    {
        if (row < _firstPair.Length * PerCircuit)
            return row / PerCircuit;
        for (var circuit = 0; circuit < _firstPair.Length; circuit++)
        {
            if (_firstPair[circuit] >= 0 && row < _firstPair[circuit] + Pairs && row >= _firstPair[circuit])
                return circuit;
        }

        return 0;
    }

    /// <summary>The phase of a row, the higher one of a difference; <see langword="null"/> of a sum.</summary>
    public Phase? PhaseOf(int row)
    {
        if (row < _firstPair.Length * PerCircuit)
            return row % PerCircuit == SumRow ? null : (Phase)(row % PerCircuit);
        return (Phase)((row - _firstPair[CircuitOf(row)]) / 2);
    }

    public bool IsPair(int row) => row >= _firstPair.Length * PerCircuit && row != _surplusRow;

    public bool Fits(int station, in Contender contender, double currentA) => RoomFor(station, contender) >= currentA - ToleranceA;

    /// <summary>Books a current, or hands it back when it is negative.</summary>
    public void Take(int station, in Contender contender, double currentA) => Take(station, contender, contender.Phases, currentA);

    public void Take(int station, in Contender contender, PhaseSet phases, double currentA)
    {
        var roomA = RoomA;
        foreach (var circuit in _topology.PathOf(station))
        {
            var first = circuit * PerCircuit;
            if ((phases & PhaseSet.L1) != 0)
                roomA[first] -= currentA;
            if ((phases & PhaseSet.L2) != 0)
                roomA[first + 1] -= currentA;
            if ((phases & PhaseSet.L3) != 0)
                roomA[first + 2] -= currentA;
            roomA[first + SumRow] -= phases.Count() * currentA;
            if (_firstPair[circuit] is >= 0 and var pairs)
            {
                for (var pair = 0; pair < Pairs; pair++)
                    roomA[pairs + pair] -= OnPair(pair, phases, contender.PhaseUnknown) * currentA;
            }
        }

        if (contender.Rank == Rank.Surplus)
            roomA[_surplusRow] -= phases.Count() * currentA;
    }

    /// <summary>The largest current that can be added at this station; negative when a row is already overdrawn.</summary>
    public double RoomFor(int station, in Contender contender)
    {
        if (HasPairs)
            return RoomFor(station, contender, out _);
        var (lowestA, lowestSumA) = (double.PositiveInfinity, contender.Rank == Rank.Surplus ? SurplusRoomA : double.PositiveInfinity);
        var phases = contender.Phases;
        foreach (var circuit in _topology.PathOf(station))
        {
            var roomA = RoomA.AsSpan(circuit * PerCircuit, PerCircuit);
            if ((phases & PhaseSet.L1) != 0 && roomA[0] < lowestA)
                lowestA = roomA[0];
            if ((phases & PhaseSet.L2) != 0 && roomA[1] < lowestA)
                lowestA = roomA[1];
            if ((phases & PhaseSet.L3) != 0 && roomA[2] < lowestA)
                lowestA = roomA[2];
            if (roomA[SumRow] < lowestSumA)
                lowestSumA = roomA[SumRow];
        }

        return Math.Min(lowestA, lowestSumA / phases.Count());
    }

    /// <inheritdoc cref="RoomFor(int, in Contender)"/>
    /// <param name="tightest">The row that binds, the one nearest to the station when several do.</param>
    public double RoomFor(int station, in Contender contender, out int tightest)
    {
        var lowestA = double.PositiveInfinity;
        tightest = -1;
        var roomA = RoomA;
        var phases = contender.Phases;
        var count = phases.Count();
        foreach (var circuit in _topology.PathOf(station))
        {
            var first = circuit * PerCircuit;
            for (var phase = 0; phase < 3; phase++)
            {
                if (((int)phases & (1 << phase)) != 0 && roomA[first + phase] < lowestA - ToleranceA)
                    (tightest, lowestA) = (first + phase, roomA[first + phase]);
            }

            if (roomA[first + SumRow] < (lowestA - ToleranceA) * count)
                (tightest, lowestA) = (first + SumRow, roomA[first + SumRow] / count);
            if (_firstPair[circuit] is >= 0 and var pairs)
            {
                for (var pair = 0; pair < Pairs; pair++)
                {
                    if (OnPair(pair, phases, contender.PhaseUnknown) > 0 && roomA[pairs + pair] < lowestA - ToleranceA)
                        (tightest, lowestA) = (pairs + pair, roomA[pairs + pair]);
                }
            }
        }

        if (contender.Rank == Rank.Surplus && roomA[_surplusRow] < (lowestA - ToleranceA) * count)
            (tightest, lowestA) = (_surplusRow, roomA[_surplusRow] / count);
        return lowestA;
    }

    /// <summary>True when a row that this station made room on is overdrawn, so that it cannot be taken away.</summary>
    public bool IsNeeded(int station, in Contender contender)
    {
        if (!HasPairs)
            return false;
        foreach (var circuit in _topology.PathOf(station))
        {
            if (_firstPair[circuit] is not (>= 0 and var pairs))
                continue;
            for (var pair = 0; pair < Pairs; pair++)
            {
                if (OnPair(pair, contender.Phases, contender.PhaseUnknown) < 0 && RoomA[pairs + pair] < -ToleranceA)
                    return true;
            }
        }

        return false;
    }

    /// <summary>How much a station may go up before a phase it loads is too far above another, A; negative when one is already.</summary>
    public double BalanceRoomFor(int station, in Contender contender)
    {
        var lowestA = double.PositiveInfinity;
        foreach (var circuit in _topology.PathOf(station))
        {
            if (_firstPair[circuit] is not (>= 0 and var pairs))
                continue;
            for (var pair = 0; pair < Pairs; pair++)
            {
                if (OnPair(pair, contender.Phases, contender.PhaseUnknown) > 0)
                    lowestA = Math.Min(lowestA, RoomA[pairs + pair]);
            }
        }

        return lowestA;
    }

    /// <summary>Adds a weight to the rate of each row that the station loads.</summary>
    public void AddRate(int station, in Contender contender, double weight, double[] rate)
    {
        var phases = contender.Phases;
        foreach (var circuit in _topology.PathOf(station))
        {
            var first = circuit * PerCircuit;
            if ((phases & PhaseSet.L1) != 0)
                rate[first] += weight;
            if ((phases & PhaseSet.L2) != 0)
                rate[first + 1] += weight;
            if ((phases & PhaseSet.L3) != 0)
                rate[first + 2] += weight;
            rate[first + SumRow] += phases.Count() * weight;
            if (_firstPair[circuit] is >= 0 and var pairs)
            {
                for (var pair = 0; pair < Pairs; pair++)
                    rate[pairs + pair] += OnPair(pair, phases, contender.PhaseUnknown) * weight;
            }
        }

        if (contender.Rank == Rank.Surplus)
            rate[_surplusRow] += phases.Count() * weight;
    }

    // Pair 2p is phase p over the next, 2p + 1 phase p over the one before. What may be on any phase counts against all.
    private static int OnPair(int pair, PhaseSet phases, bool phaseUnknown)
    {
        if (phaseUnknown)
            return 1;
        var over = pair / 2;
        var other = (over + 1 + (pair % 2)) % 3;
        return (((int)phases >> over) & 1) - (((int)phases >> other) & 1);
    }
}
