namespace Clemap.LoadControl.Tests.Reference;

/// <summary>
/// The best that can be done at one instant by the product's own rule: as many running as possible, the higher class counting first, and the fairest
/// shares among all sets of that many. Tries every set of stations.
/// </summary>
internal static class ExhaustiveOptimum
{
    public const int MostStations = 12;
    private const double ToleranceA = 1e-9;

    public static Optimum Find(Snapshot site)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(site.Stations.Count, MostStations);
        int[] wanting = [.. Enumerable.Range(0, site.Stations.Count).Where(station => site.Stations[station].CanRun)];
        int[] classes = [.. wanting.Select(station => site.Stations[station].Class).Distinct().OrderDescending()];
        var fullest = FittingSets(site, wanting, []).GroupBy(set => Counts(site, classes, set), CountComparer.Instance)
            .MaxBy(group => group.Key, CountComparer.Instance)!;

        double[]? best = null;
        foreach (var set in fullest)
        {
            var currentsA = Filling.Fill(site, set)!;
            if (best is null || Fairer(site, classes, currentsA, best))
                best = currentsA;
        }

        return new Optimum(fullest.Key, best!, fullest.Key.Sum() == wanting.Length);
    }

    public static int[] Counts(Snapshot site, IReadOnlyList<double> currentsA)
    {
        int[] classes = [.. site.Stations.Where(station => station.CanRun).Select(station => station.Class).Distinct().OrderDescending()];
        return Counts(site, classes, [.. Enumerable.Range(0, currentsA.Count).Where(station => currentsA[station] > 0 && site.Stations[station].CanRun)]);
    }

    /// <summary>
    /// Whether each class has as many running as is possible beside the very stations of the higher classes that run. Weaker than the most altogether:
    /// another choice of the higher class may leave room for more of a lower.
    /// </summary>
    public static bool IsFullClassByClass(Snapshot site, IReadOnlyList<double> currentsA)
    {
        var above = new List<int>();
        foreach (var peers in Enumerable.Range(0, currentsA.Count).Where(station => site.Stations[station].CanRun)
            .GroupBy(station => site.Stations[station].Class).OrderByDescending(group => group.Key))
        {
            int[] running = [.. peers.Where(station => currentsA[station] > 0)];
            if (FittingSets(site, [.. peers], above).Max(set => set.Length) > running.Length)
                return false;
            above.AddRange(running);
        }

        return true;
    }

    private static int[] Counts(Snapshot site, int[] classes, int[] set) =>
        [.. classes.Select(@class => set.Count(station => site.Stations[station].Class == @class))];

    private static IEnumerable<int[]> FittingSets(Snapshot site, int[] wanting, IReadOnlyList<int> beside)
    {
        var all = new Rooms(site);
        foreach (var station in beside)
            all.Take(station, site.Stations[station].EntryA);
        for (var bits = 0; bits < 1 << wanting.Length; bits++)
        {
            int[] set = [.. Enumerable.Range(0, wanting.Length).Where(place => (bits & (1 << place)) != 0).Select(place => wanting[place])];
            var rooms = all.Copy();
            if (set.All(station => TakeEntry(site, rooms, station)))
                yield return set;
        }
    }

    private static bool TakeEntry(Snapshot site, Rooms rooms, int station)
    {
        rooms.Take(station, site.Stations[station].EntryA);
        return rooms.RoomFor(station) >= -ToleranceA;
    }

    private static bool Fairer(Snapshot site, int[] classes, double[] currentsA, double[] thanA)
    {
        foreach (var @class in classes)
        {
            var (shares, than) = (Shares(currentsA, @class), Shares(thanA, @class));
            var difference = shares.Zip(than, (left, right) => left - right).FirstOrDefault(difference => Math.Abs(difference) > ToleranceA);
            if (difference != 0)
                return difference > 0;
        }

        return false;

        double[] Shares(double[] ofA, int @class) => [.. Enumerable.Range(0, ofA.Length)
            .Where(station => site.Stations[station].Class == @class && ofA[station] > 0)
            .Select(station => ofA[station] / site.Stations[station].Weight).Order()];
    }
}

/// <param name="RunningByClass">How many run in each class, the highest class first.</param>
/// <param name="CurrentsA">One per station.</param>
/// <param name="AllRun">Nobody has to wait.</param>
internal sealed record Optimum(IReadOnlyList<int> RunningByClass, IReadOnlyList<double> CurrentsA, bool AllRun);
