namespace Clemap.LoadControl.Tests.Reference;

/// <summary>
/// The fair shares of a set of stations: class by class, the highest first, as equal as weights, minima, maxima and limits allow, while everybody keeps
/// its minimum. Then rounded down to steps, and single steps handed back to who has least.
/// </summary>
internal static class Filling
{
    private const double ToleranceA = 1e-9;

    /// <returns>A current per station, 0 for those not in the set; <see langword="null"/> when not even the minima fit.</returns>
    public static double[]? Fill(Snapshot site, IReadOnlyList<int> running)
    {
        var rooms = new Rooms(site);
        var currentsA = new double[site.Stations.Count];
        foreach (var station in running)
        {
            currentsA[station] = site.Stations[station].EntryA;
            rooms.Take(station, currentsA[station]);
            if (rooms.RoomFor(station) < -ToleranceA)
                return null;
        }

        foreach (var peers in running.GroupBy(station => site.Stations[station].Class).OrderByDescending(group => group.Key))
        {
            var open = peers.Where(station => !site.Stations[station].Switched).ToList();
            Raise(site, rooms, currentsA, open);
            RoundDown(site, rooms, currentsA, open);
            HandBack(site, rooms, currentsA, open);
            Raise(site, rooms, currentsA, [.. open.Where(station => site.Stations[station].StepA is null)]);
        }

        return currentsA;
    }

    /// <summary>Raises a common level of current per weight; who meets a full row or its maximum stays where it is.</summary>
    private static void Raise(Snapshot site, Rooms rooms, double[] currentsA, List<int> stations)
    {
        var open = new List<int>(stations);
        while (open.Count > 0)
        {
            var level = Enumerable.Range(0, rooms.Rows).Min(row => FullAt(site, rooms, currentsA, open, row));
            foreach (var station in open)
            {
                var targetA = Math.Max(currentsA[station], AtLevel(site.Stations[station], level));
                rooms.Take(station, targetA - currentsA[station]);
                currentsA[station] = targetA;
            }

            var before = open.Count;
            open.RemoveAll(station => currentsA[station] >= site.Stations[station].HighestA - ToleranceA || rooms.RoomFor(station) <= ToleranceA);
            if (open.Count == before)
                return;
        }
    }

    /// <summary>The level at which a row is full, by walking over the levels where a station starts or ends growing.</summary>
    private static double FullAt(Snapshot site, Rooms rooms, double[] currentsA, List<int> open, int row)
    {
        var growing = open.Where(station => TimesOn(rooms, station, row) > 0).ToList();
        var leftA = rooms.LeftA(row);
        if (double.IsPositiveInfinity(leftA) || growing.Count == 0)
            return double.PositiveInfinity;

        var level = 0.0;
        foreach (var next in growing.SelectMany(station => new[] { StartsAt(station), EndsAt(station) }).Distinct().Order())
        {
            var slope = growing.Where(station => StartsAt(station) <= level && EndsAt(station) > level)
                .Sum(station => TimesOn(rooms, station, row) * site.Stations[station].Weight);
            if (slope * (next - level) >= leftA - (ToleranceA * slope))
                return slope > 0 ? level + (leftA / slope) : level;
            leftA -= slope * (next - level);
            level = next;
        }

        return double.PositiveInfinity;

        double StartsAt(int station) => currentsA[station] / site.Stations[station].Weight;
        double EndsAt(int station) => site.Stations[station].HighestA / site.Stations[station].Weight;
    }

    private static double AtLevel(StationSnapshot station, double level) => Math.Min(station.HighestA, level * station.Weight);

    private static int TimesOn(Rooms rooms, int station, int row)
    {
        foreach (var use in rooms.UsesOf(station))
        {
            if (use.Row == row)
                return use.Times;
        }

        return 0;
    }

    private static void RoundDown(Snapshot site, Rooms rooms, double[] currentsA, List<int> stations)
    {
        foreach (var station in stations)
        {
            if (site.Stations[station].StepA is not { } stepA)
                continue;
            var roundedA = Math.Max(site.Stations[station].LowestA, Math.Floor((currentsA[station] / stepA) + 1e-6) * stepA);
            rooms.Take(station, roundedA - currentsA[station]);
            currentsA[station] = roundedA;
        }
    }

    private static void HandBack(Snapshot site, Rooms rooms, double[] currentsA, List<int> stations)
    {
        while (stations.Where(CanStep).OrderBy(station => currentsA[station] / site.Stations[station].Weight).ThenBy(station => station)
            .Select(station => (int?)station).FirstOrDefault() is { } next)
        {
            rooms.Take(next, site.Stations[next].StepA!.Value);
            currentsA[next] += site.Stations[next].StepA!.Value;
        }

        bool CanStep(int station) =>
            site.Stations[station].StepA is { } stepA
            && currentsA[station] + stepA <= site.Stations[station].HighestA + ToleranceA
            && rooms.RoomFor(station) >= stepA - ToleranceA;
    }
}
