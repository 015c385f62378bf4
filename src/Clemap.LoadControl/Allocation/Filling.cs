using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// Progressive filling: all who still can grow do so together from the lowest up, each by its weight, until a row is full or they have all they may get.
/// The result is weighted max-min fair: nobody can get more without taking from somebody who has no more for his weight.
/// </summary>
/// <remarks>
/// One level rises and stops where something happens: somebody joins, somebody has all, a row is full. Between two stops every row loses what its
/// growing stations take together, so that a stop costs one look at each row (Bertsekas, Gallager: Data Networks, 6.5.2).
/// </remarks>
internal sealed class Filling(SiteTopology topology, Contender[] contenders, Rows rows)
{
    private const int MostRounds = 4;

    private readonly int[] _joining = new int[contenders.Length];
    private readonly int[] _leaving = new int[contenders.Length];
    private readonly double[] _joinLevel = new double[contenders.Length];
    private readonly double[] _leaveLevel = new double[contenders.Length];
    private readonly Part[] _part = new Part[contenders.Length];
    private readonly double[] _rate = new double[rows.RoomA.Length];
    private int _growing;

    private enum Part : byte
    {
        None,
        Joins,
        Grows,
    }

    /// <param name="members">Of one class; those admitted have their present target taken from the rows.</param>
    /// <param name="anyCurrentOnly">Leaves out stations that know only whole steps.</param>
    public void Fill(ReadOnlySpan<int> members, bool anyCurrentOnly = false)
    {
        // Where unbalance is limited, who grows on a lower phase makes room for one that had to stop.
        for (var round = 0; round < (rows.HasPairs ? MostRounds : 1); round++)
        {
            if (!FillOnce(members, anyCurrentOnly))
                return;
        }
    }

    private bool FillOnce(ReadOnlySpan<int> members, bool anyCurrentOnly)
    {
        var count = 0;
        foreach (var station in members)
        {
            ref readonly var contender = ref contenders[station];
            if (!contender.Admitted || contender.TargetA >= contender.HighestA - Rows.ToleranceA
                || (anyCurrentOnly && topology.StationAt(station).StepA is not null) || !HasRoom(station))
                continue;
            var weight = topology.StationAt(station).Weight;
            (_joining[count], _joinLevel[count]) = (station, contender.TargetA / weight);
            (_leaving[count], _leaveLevel[count]) = (station, contender.HighestA / weight);
            _part[station] = Part.Joins;
            count++;
        }

        if (count == 0)
            return false;
        _joinLevel.AsSpan(0, count).Sort(_joining.AsSpan(0, count));
        _leaveLevel.AsSpan(0, count).Sort(_leaving.AsSpan(0, count));
        Rise(count);
        return true;
    }

    private bool HasRoom(int station) => rows.RoomFor(station, contenders[station]) > Rows.ToleranceA;

    private void Rise(int count)
    {
        Array.Clear(_rate);
        var (level, joined, left) = (_joinLevel[0], 0, 0);
        while (true)
        {
            for (; joined < count && _joinLevel[joined] <= level + Rows.ToleranceA; joined++)
                Join(_joining[joined]);
            while (left < count && _part[_leaving[left]] == Part.None)
                left++;
            if (_growing == 0 && joined == count)
                return;

            var next = joined < count ? _joinLevel[joined] : double.PositiveInfinity;
            if (_growing > 0)
                next = Math.Min(FirstFull(level, next), left < count ? _leaveLevel[left] : double.PositiveInfinity);
            Move(Math.Max(0, next - level));
            level = Math.Max(level, next);
            for (; left < count && _leaveLevel[left] <= level + Rows.ToleranceA && _part[_leaving[left]] != Part.Joins; left++)
            {
                if (_part[_leaving[left]] == Part.Grows)
                    Stop(_leaving[left], contenders[_leaving[left]].HighestA);
            }

            StopAtFullRows(level);
        }
    }

    private void Join(int station)
    {
        _part[station] = Part.None;
        if (!HasRoom(station))
            return;
        _part[station] = Part.Grows;
        _growing++;
        rows.AddRate(station, contenders[station], topology.StationAt(station).Weight, _rate);
    }

    private void Stop(int station, double targetA)
    {
        _part[station] = Part.None;
        _growing--;
        rows.AddRate(station, contenders[station], -topology.StationAt(station).Weight, _rate);
        contenders[station].TargetA = Math.Min(targetA, contenders[station].HighestA);
    }

    private double FirstFull(double level, double next)
    {
        var roomA = rows.RoomA;
        for (var row = 0; row < _rate.Length; row++)
        {
            if (_rate[row] > Rows.ToleranceA && (next - level) * _rate[row] > roomA[row])
                next = level + (Math.Max(0, roomA[row]) / _rate[row]);
        }

        return next;
    }

    private void Move(double rise)
    {
        var roomA = rows.RoomA;
        for (var row = 0; row < _rate.Length; row++)
        {
            if (_rate[row] != 0)
                roomA[row] -= _rate[row] * rise;
        }
    }

    private void StopAtFullRows(double level)
    {
        var roomA = rows.RoomA;
        for (var row = 0; row < _rate.Length && _growing > 0; row++)
        {
            if (_rate[row] <= Rows.ToleranceA || roomA[row] > Rows.ToleranceA)
                continue;
            foreach (var station in topology.StationsUnder(rows.CircuitOf(row)))
            {
                if (_part[station] == Part.Grows && !HasRoom(station))
                    Stop(station, level * topology.StationAt(station).Weight);
            }
        }
    }
}
