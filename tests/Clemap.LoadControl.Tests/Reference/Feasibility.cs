using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Whether currents respect every limit on every phase, and every station what it can be set to.</summary>
internal static class Feasibility
{
    private const double ToleranceA = 1e-6;

    /// <returns>The first violation in words, or <see langword="null"/>.</returns>
    public static string? Violation(Snapshot site, ReadOnlySpan<double> currentsA) => OfStations(site, currentsA) ?? OfCircuits(site, currentsA);

    private static string? OfStations(Snapshot site, ReadOnlySpan<double> currentsA)
    {
        for (var i = 0; i < currentsA.Length; i++)
        {
            if (!CanBeSet(site.Stations[i], currentsA[i]))
                return FormattableString.Invariant($"station {i} cannot be set to {currentsA[i]} A: {site.Stations[i]}");
        }

        return null;
    }

    private static bool CanBeSet(StationSnapshot station, double currentA)
    {
        if (currentA == 0)
            return true;
        // Written so that a current that is no number fails.
        if (!(currentA >= station.EntryA - ToleranceA && currentA <= station.HighestA + ToleranceA))
            return false;
        return station.Switched || station.StepA is not { } stepA || Math.Abs(currentA - (Math.Round(currentA / stepA) * stepA)) <= ToleranceA;
    }

    // A base load above the limit is nobody's fault here; then nothing may charge on top of it.
    private static string? OfCircuits(Snapshot site, ReadOnlySpan<double> currentsA)
    {
        var rooms = new Rooms(site);
        Span<bool> charging = stackalloc bool[rooms.Rows];
        for (var station = 0; station < currentsA.Length; station++)
        {
            rooms.Take(station, currentsA[station]);
            foreach (var (row, _) in rooms.UsesOf(station))
                charging[row] |= currentsA[station] > 0;
        }

        for (var row = 0; row < rooms.Rows; row++)
        {
            if (charging[row] && rooms.LeftA(row) < -ToleranceA)
                return FormattableString.Invariant($"{Rooms.NameOf(row)} is exceeded by {-rooms.LeftA(row):0.######} A");
        }

        return Enumerable.Range(0, site.Circuits.Count).Select(circuit => Unbalance(site, rooms, circuit)).FirstOrDefault(violation => violation is not null);
    }

    private static string? Unbalance(Snapshot site, Rooms rooms, int circuit)
    {
        if (site.Circuits[circuit].UnbalanceLimitA is not { } mostA)
            return null;
        var limit = site.Circuits[circuit];
        var row = circuit * Rooms.RowsPerCircuit;
        var chargingA = limit.LimitA - limit.BaseA - new PhaseCurrents(rooms.LeftA(row), rooms.LeftA(row + 1), rooms.LeftA(row + 2));
        var unbalanceA = chargingA.HighestA - chargingA.LowestA;
        return unbalanceA <= mostA + ToleranceA
            ? null
            : FormattableString.Invariant($"circuit {circuit} is unbalanced by {unbalanceA:0.######} A");
    }
}
