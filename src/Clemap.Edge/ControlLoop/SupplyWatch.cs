using Clemap.Edge.Meters;

namespace Clemap.Edge.ControlLoop;

/// <summary>
/// Tells the first cycle after a power cut. A device without a battery starts together with the site: a machine that has been up for a minute or two
/// when the controller starts was without power itself. One with a battery sees the voltages go and come.
/// </summary>
/// <param name="machineUp">Since when the machine runs, at the start of the controller.</param>
internal sealed class SupplyWatch(TimeSpan machineUp)
{
    private const double DeadV = 50;
    private static readonly TimeSpan JustStarted = TimeSpan.FromMinutes(3);

    private bool first = true;
    private bool cut;

    /// <param name="voltageV">At the grid connection; <see langword="null"/> when nothing is measured, which says nothing.</param>
    public bool Returned(PhaseValues? voltageV)
    {
        bool started = first && machineUp < JustStarted;
        first = false;
        if (voltageV is not { L1: { } one, L2: { } two, L3: { } three })
            return started;
        bool was = cut;
        cut = one < DeadV && two < DeadV && three < DeadV;
        return started || (was && !cut);
    }
}
