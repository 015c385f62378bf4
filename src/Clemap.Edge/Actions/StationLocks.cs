using Clemap.Contracts.DesiredState;
using Clemap.Edge.Outbox;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Actions;

/// <summary>
/// Stations that get no current until they are unlocked, over restarts too. A lock lies over what the cloud wants and can only lower; taking it away lifts nothing else.
/// </summary>
internal sealed class StationLocks
{
    private IReadOnlySet<Guid> stations;

    public StationLocks(EdgeDatabase database) => stations = Read(database);

    public IReadOnlySet<Guid> Stations => Volatile.Read(ref stations);

    /// <summary>Part of the transaction that keeps the action: neither is on the disk without the other.</summary>
    public static void Set(SqliteConnection connection, Guid stationId, bool isLocked, DateTimeOffset at) => connection.Execute(
        isLocked ? "insert or ignore into station_locks(station, at) values ($station, $at)" : "delete from station_locks where station = $station",
        isLocked ? [("$station", stationId.ToString()), ("$at", at.ToUnixTimeMilliseconds())] : [("$station", stationId.ToString())]);

    /// <summary>After the transaction of <see cref="Set"/>. It reads nothing, so that what is said to be done is in force even where the disk fails now.</summary>
    public void Follow(Guid stationId, bool isLocked) =>
        Volatile.Write(ref stations, isLocked ? Stations.Append(stationId).ToHashSet() : Stations.Where(station => station != stationId).ToHashSet());

    /// <summary>Whatever the disk still says.</summary>
    public void Forget() => Volatile.Write(ref stations, new HashSet<Guid>());

    public DesiredStateDocument Under(DesiredStateDocument wanted)
    {
        var locked = Stations;
        if (locked.Count == 0)
            return wanted;
        var wishes = wanted.Stations.ToDictionary();
        foreach (var station in locked)
            wishes[station] = (wishes.GetValueOrDefault(station) ?? new StationWish()) with { LimitA = 0 };
        return wanted with { Stations = wishes };
    }

    private static HashSet<Guid> Read(EdgeDatabase database) =>
        [.. database.Use(connection => connection.Query("select station from station_locks", row => Guid.Parse(row.GetString(0))))];
}
