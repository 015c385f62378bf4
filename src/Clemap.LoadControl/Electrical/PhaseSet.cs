namespace Clemap.LoadControl.Electrical;

/// <summary>Which grid phases a load uses.</summary>
[Flags]
public enum PhaseSet
{
    None = 0,
    L1 = 1,
    L2 = 2,
    L3 = 4,
    All = L1 | L2 | L3,
}

public static class PhaseSetExtensions
{
    public static bool Includes(this PhaseSet set, Phase phase) => ((int)set & (1 << (int)phase)) != 0;

    /// <summary>The set of just this phase.</summary>
    public static PhaseSet AsSet(this Phase phase) => (PhaseSet)(1 << (int)phase);

    public static int Count(this PhaseSet set) => int.PopCount((int)set);
}
