namespace Clemap.LoadControl.Tests.Reference;

/// <summary>What kind of random tree is wanted.</summary>
/// <param name="Oddities">
/// Also what an exhaustive search cannot answer for: unknown wiring of one-phase vehicles, stations that switch phases, silent meters, limits on unbalance,
/// vehicles that are full or take less.
/// </param>
/// <param name="Scarce">The connection holds less than all minima together; otherwise anything between that and plenty.</param>
/// <param name="Classes">Vehicles of several priority classes; otherwise all are alike.</param>
internal sealed record TreeShape(int FewestStations, int MostStations, bool Oddities, bool Scarce, bool Classes = true)
{
    /// <summary>Everything a garage can be.</summary>
    public static readonly TreeShape Any = new(1, 40, Oddities: true, Scarce: false);

    /// <summary>Small enough for an exhaustive search, and too little for all.</summary>
    public static readonly TreeShape SmallAndScarce = new(3, ExhaustiveOptimum.MostStations, Oddities: false, Scarce: true);

    public static readonly TreeShape SmallAndScarceOneClass = SmallAndScarce with { Classes = false };
}
