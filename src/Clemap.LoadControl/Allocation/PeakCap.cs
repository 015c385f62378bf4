namespace Clemap.LoadControl.Allocation;

/// <summary>Keeps the mean import of the running quarter hour under what the contract allows: what was saved at its start may be used at its end.</summary>
internal static class PeakCap
{
    private const double QuarterS = 900;

    // What is left is spread over no less than this, since vehicles need some seconds to go down again.
    private const double ShortestRestS = 120;

    // Saved energy is used up gently: the next quarter hour begins with what flows at the end of this one.
    private const double HighestOfCap = 1.05;

    // Kept below by so much, since vehicles and house never do just what was reckoned.
    private const double Aim = 0.99;

    // A gap between two cycles longer than this was not watched.
    private const double LongestGapS = 10;

    public static void Apply(ref CircuitBudget connection, in CircuitInput reading, double capW, ref SiteMemory memory, Clock clock, AllocatorOptions options)
    {
        var importW = ImportW(connection, reading, options);
        var quarterTicks = TimeSpan.FromSeconds(QuarterS).Ticks;
        var quarter = clock.Now / quarterTicks;
        var elapsedS = Seconds(clock.Now - (quarter * quarterTicks));
        if (memory.Quarter != quarter)
            (memory.Quarter, memory.QuarterEnergyWs, memory.QuarterSeenAt) = (quarter, capW * Aim * elapsedS, clock.Now);
        var gapS = Seconds(clock.Now - memory.QuarterSeenAt);
        memory.QuarterEnergyWs += (gapS <= LongestGapS ? importW : Math.Max(importW, capW)) * gapS;
        memory.QuarterSeenAt = clock.Now;

        var savedWs = (capW * Aim * elapsedS) - memory.QuarterEnergyWs;
        var allowedW = Math.Clamp((capW * Aim) + (savedWs / Math.Max(ShortestRestS, QuarterS - elapsedS)), 0, capW * HighestOfCap);
        var baseW = importW - (connection.ChargingA.SumA * options.NominalV);
        var roomA = (allowedW - baseW) / options.NominalV;
        if (roomA < connection.SumRoomA)
            (connection.SumRoomA, connection.SumReason) = (roomA, ReasonCode.PeakCap);
    }

    private static double ImportW(in CircuitBudget connection, in CircuitInput reading, AllocatorOptions options) =>
        reading.ImportW.TryGet(options.MaximumAge, out var measuredW) && double.IsFinite(measuredW)
            ? measuredW
            : (connection.BaseLoadA + connection.ChargingA).SumA * options.NominalV;

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;
}
