namespace Clemap.LoadControl.Allocation;

/// <summary>
/// Turns targets into orders. Decreases are ordered at once. An increase is ordered only into room that is there already, counting every station at
/// the most it may still be drawing; so the orders of one cycle are safe in whatever order, and however late, they arrive.
/// </summary>
internal sealed class Release(Rows rows, DateTimeOffset now, AllocatorOptions options)
{
    private const double SmallestRampA = 1;

    /// <param name="contenders">By index of the station; the rows still hold all room.</param>
    /// <param name="inOrder">Who is raised first.</param>
    public double[] Orders(IReadOnlyList<Contender> contenders, IReadOnlyList<Contender> inOrder, double[] targetA)
    {
        foreach (var contender in contenders)
            rows.Take(contender.Index, Math.Max(contender.ReservedA, contender.MayDrawA));

        var orderA = new double[contenders.Count];
        foreach (var contender in contenders)
            orderA[contender.Index] = Math.Min(targetA[contender.Index], Held(contender));
        foreach (var contender in inOrder)
        {
            if (targetA[contender.Index] > orderA[contender.Index])
                orderA[contender.Index] = Raise(contender, targetA[contender.Index]);
        }

        return orderA;
    }

    private double Raise(Contender contender, double targetA)
    {
        var previousA = Held(contender);
        if (previousA > 0 && targetA - previousA < options.DeadBandA && now - contender.Memory.OrderChangedAt < options.SettleTime)
            return previousA;

        var roomA = Math.Max(0, rows.RoomFor(contender.Index));
        var nextA = Steps.RoundDown(contender, Math.Min(Ramp(contender, targetA), contender.MayDrawA + roomA));
        if (nextA <= previousA || nextA < contender.LowestA - Rows.ToleranceA)
            return previousA;
        rows.Take(contender.Index, Math.Max(0, nextA - contender.MayDrawA));
        return nextA;
    }

    // Before the first order the station may stand at a current that it could not be ordered to.
    private static double Held(Contender contender) =>
        contender.PreviousA < contender.LowestA ? 0 : Steps.RoundDown(contender, Math.Min(contender.PreviousA, contender.Station.MaximumA));

    // Half the way each cycle: if the estimate was wrong, the meter says so before all of it is given away.
    private static double Ramp(Contender contender, double targetA)
    {
        var fromA = Held(contender);
        if (fromA < contender.LowestA)
            return contender.LowestA;
        return targetA - fromA <= SmallestRampA ? targetA : fromA + Math.Max(SmallestRampA, (targetA - fromA) / 2);
    }
}
