using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.GridCommands;

/// <summary>All that the grid operator orders here, as the control loop meets it once before it decides and once when its orders are out.</summary>
internal sealed class GridOperatorOrders(EdgeConfiguration configuration, Site site, GridCommandDesk commands, RestrictionLog restrictions, RestrictionStore store, GridNews news)
{
    private readonly RippleSettings? ripple = configuration.GridOperator?.Ripple?.Settings();
    private GridHold hold = GridHold.None;

    public GridCommandDesk Commands => commands;

    public RestrictionStore Restrictions => store;

    public GridNews News => news;

    /// <summary>What holds in this cycle.</summary>
    public GridHold Look() => hold = commands.Now(site.GridSample()?.VoltageV is { L1: not null, L2: not null, L3: not null } volts ? volts.Dominant : null);

    public void SeeOut()
    {
        commands.MarkInForce(hold.Commands);
        var contact = site.Ripple?.Contact ?? ContactReading.Unknown;
        restrictions.See(hold.Commands, (ripple?.IsActive(contact) == true, contact == ContactReading.Unknown), SitePower.Of(site));
    }

    public void Save()
    {
        restrictions.Save();
        commands.Save();
    }

    public void Forget()
    {
        try
        {
            commands.Forget();
        }
        finally
        {
            restrictions.Forget(); // also where the disk does not take the one before
        }
    }
}
