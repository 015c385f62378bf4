namespace Clemap.Edge.Commissioning;

internal enum PhaseStanding
{
    /// <summary>Only the commissioned order explains what the meter saw.</summary>
    Proven,

    /// <summary>The phases are right; their order cannot be told, because all carry the same.</summary>
    Consistent,

    /// <summary>Another order explains it, the commissioned one does not.</summary>
    Wrong,

    /// <summary>No order explains it: something else switched meanwhile.</summary>
    Disturbed,
}

/// <summary>Compares what the terminals of a station carried with what the meter saw more on each grid phase.</summary>
internal static class PhaseJudgement
{
    /// <summary>So much may meters differ and a house tremble, A on the worst phase.</summary>
    private const double ToleranceA = 2;

    private static readonly string[] OnePhase = ["1", "2", "3"];
    private static readonly string[] ThreePhases = ["123", "132", "213", "231", "312", "321"];

    /// <param name="terminalsA">By terminal of the station.</param>
    /// <param name="riseA">By grid phase.</param>
    public static (PhaseStanding Standing, string? Likely) Of(string rotation, double[] terminalsA, double[] riseA)
    {
        string[] orders = rotation.Length == 1 ? OnePhase : ThreePhases;
        string best = orders.MinBy(order => Error(order, terminalsA, riseA))!;
        if (Error(rotation, terminalsA, riseA) > ToleranceA)
            return Error(best, terminalsA, riseA) <= ToleranceA ? (PhaseStanding.Wrong, best) : (PhaseStanding.Disturbed, null);
        bool isOnly = orders.All(order => order == rotation || Error(order, terminalsA, riseA) > ToleranceA);
        // Two terminals without current can be exchanged unseen; the one with current is where it belongs.
        return (isOnly ? PhaseStanding.Proven : PhaseStanding.Consistent, null);
    }

    private static double Error(string order, double[] terminalsA, double[] riseA)
    {
        double[] expectedA = [0, 0, 0];
        for (int terminal = 0; terminal < order.Length; terminal++)
            expectedA[order[terminal] - '1'] += terminalsA[terminal];
        return Enumerable.Range(0, 3).Max(phase => Math.Abs(riseA[phase] - expectedA[phase]));
    }
}
