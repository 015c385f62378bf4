using Clemap.Edge.GridCommands;

namespace Clemap.Edge.Actions;

/// <summary>All that the cloud can order beside limits.</summary>
internal sealed record Orders(ActionDesk Actions, ActionStore ActionStore, StationLocks Locks, GridOperatorOrders Grid)
{
    /// <summary>Whoever ordered it has nothing to say any more.</summary>
    public void Forget()
    {
        try
        {
            Actions.Forget();
        }
        finally
        {
            Grid.Forget(); // also where the disk does not take the one before
        }
    }
}
