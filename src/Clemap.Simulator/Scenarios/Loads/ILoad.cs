namespace Clemap.Simulator.Scenarios.Loads;

/// <summary>Something beside charging that takes current, constant from one change to the next.</summary>
internal interface ILoad
{
    /// <summary>Adds what flows from a moment on to the sums per phase.</summary>
    /// <param name="now">Unix seconds; any moment, in any order.</param>
    /// <param name="phaseA">L1, L2, L3.</param>
    /// <returns>When it changes next, later than <paramref name="now"/>.</returns>
    long Add(long now, Span<double> phaseA);

    /// <summary>The most it takes on each phase, A.</summary>
    double WorstA { get; }
}
