using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations;

/// <summary>Which grid phase sits on each terminal of a station: <c>231</c> means L2 on the first, L3 on the second, L1 on the third.</summary>
internal static class TerminalOrder
{
    /// <summary>Values by terminal → values by grid phase; a phase that is not wired stays "not measured".</summary>
    public static PhaseValues ToGrid(this PhaseValues terminals, string rotation)
    {
        Span<double?> grid = [null, null, null];
        for (int terminal = 0; terminal < rotation.Length; terminal++)
            grid[rotation[terminal] - '1'] = terminals[terminal];
        return new(grid[0], grid[1], grid[2]);
    }
}
