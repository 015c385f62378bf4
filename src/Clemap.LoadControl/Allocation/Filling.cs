namespace Clemap.LoadControl.Allocation;

/// <summary>
/// Progressive filling: all who still can grow do so together from the lowest up, until a row is full or they have all they may get. The result is
/// max-min fair: nobody can get more without taking from somebody who has no more.
/// </summary>
internal static class Filling
{
    /// <param name="members">Of one class, admitted, their present current already taken from the rows.</param>
    /// <param name="currentA">By index of the station; raised in place.</param>
    public static void Fill(IEnumerable<Contender> members, Rows rows, double[] currentA)
    {
        var growing = members.Where(CanGrow).ToList();
        while (growing.Count > 0)
        {
            var levelA = growing.Min(contender => currentA[contender.Index]);
            var lowest = growing.FindAll(contender => currentA[contender.Index] <= levelA + Rows.ToleranceA);
            var riseA = Rise(growing, lowest, levelA, rows, currentA);
            foreach (var contender in lowest)
            {
                rows.Take(contender.Index, riseA);
                currentA[contender.Index] += riseA;
            }

            var before = growing.Count;
            growing.RemoveAll(contender => !CanGrow(contender));
            // Rounding could leave a sliver that neither fills a row nor joins the next level.
            if (growing.Count == before && riseA <= Rows.ToleranceA)
                return;
        }

        bool CanGrow(Contender contender) =>
            currentA[contender.Index] < contender.HighestA - Rows.ToleranceA && rows.RoomFor(contender.Index) > Rows.ToleranceA;
    }

    private static double Rise(List<Contender> growing, List<Contender> lowest, double levelA, Rows rows, double[] currentA)
    {
        var riseA = lowest.Min(contender => contender.HighestA - currentA[contender.Index]);
        foreach (var contender in growing)
        {
            if (currentA[contender.Index] > levelA + Rows.ToleranceA)
                riseA = Math.Min(riseA, currentA[contender.Index] - levelA);
        }

        var weights = new Dictionary<int, int>();
        foreach (var contender in lowest)
        {
            foreach (var use in rows.UsesOf(contender.Index))
                weights[use.Row] = weights.GetValueOrDefault(use.Row) + use.Weight;
        }

        foreach (var (row, weight) in weights)
            riseA = Math.Min(riseA, rows[row] / weight);
        return riseA;
    }
}
