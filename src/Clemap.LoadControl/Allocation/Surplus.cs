namespace Clemap.LoadControl.Allocation;

/// <summary>
/// What would be fed into the grid, over the phases. Vehicles are started on what lasted for a while and paused when it was gone for a while, so that
/// a cloud does not switch them.
/// </summary>
internal static class Surplus
{
    /// <param name="baseLoadA">Sum over the phases at the grid connection, without charging; negative while feeding in.</param>
    /// <param name="otherA">What the other classes get, over the phases.</param>
    /// <param name="startA">What may be started on.</param>
    /// <param name="keepA">What may be kept running on.</param>
    /// <returns>What is there now.</returns>
    public static double Now(double baseLoadA, double otherA, ref SiteMemory memory, Clock clock, AllocatorOptions options, out double startA, out double keepA)
    {
        var nowA = -baseLoadA - otherA;
        var span = clock.Now / options.SurplusDelay.Ticks;
        if (memory.SurplusSpan != span)
        {
            var follows = memory.SurplusSpan == span - 1;
            (memory.LeastSurplusBeforeA, memory.MostSurplusBeforeA) = follows ? (memory.LeastSurplusA, memory.MostSurplusA) : (0, nowA);
            (memory.LeastSurplusA, memory.MostSurplusA, memory.SurplusSpan) = (nowA, nowA, span);
        }

        memory.LeastSurplusA = Math.Min(memory.LeastSurplusA, nowA);
        memory.MostSurplusA = Math.Max(memory.MostSurplusA, nowA);
        startA = Math.Min(memory.LeastSurplusA, memory.LeastSurplusBeforeA);
        keepA = Math.Max(memory.MostSurplusA, memory.MostSurplusBeforeA);
        clock.Reached((span + 1) * options.SurplusDelay.Ticks);
        return nowA;
    }
}
