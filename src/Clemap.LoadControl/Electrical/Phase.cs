namespace Clemap.LoadControl.Electrical;

/// <summary>A phase of the grid, not a terminal of a station.</summary>
public enum Phase
{
    L1 = 0,
    L2 = 1,
    L3 = 2,
}
