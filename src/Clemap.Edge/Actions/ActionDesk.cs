using System.Threading.Channels;
using Clemap.Contracts.Actions;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Actions;

/// <summary>
/// Takes the list of open actions, whole, as often as it comes. What is already in the journal is passed over, so that each takes effect at most once. Locks take
/// effect here, in the transaction that keeps them; what a station has to do waits for <see cref="ActionService"/>.
/// </summary>
internal sealed class ActionDesk(EdgeConfiguration configuration, ActionStore store, StationLocks locks, DesiredLimits limits, Journal journal, TimeProvider time)
{
    private readonly Channel<OrderedAction> work = Channel.CreateUnbounded<OrderedAction>();

    /// <summary>Begun by the process before this one, and not ended: read before anything new is taken.</summary>
    public IReadOnlyList<OrderedAction> Interrupted { get; } = store.Begun();

    public ChannelReader<OrderedAction> Work => work.Reader;

    /// <summary>Wakes the reporter.</summary>
    public Signal News { get; } = new();

    public void Take(ActionList list)
    {
        foreach (var action in list.Actions.OrderBy(action => action.Id))
        {
            if (store.IsKnown(action.Id))
                continue;
            Take(action);
            News.Set();
        }
    }

    /// <summary>After <see cref="ActionStore.Add"/> as begun.</summary>
    public void Enqueue(OrderedAction action) => work.Writer.TryWrite(action);

    public void Forget()
    {
        store.Clear();
        locks.Refresh();
        limits.Changed.Set();
    }

    private void Take(OrderedAction action)
    {
        var now = time.GetUtcNow();
        if (now >= action.ExpiresAt)
            store.Add(action, ActionReportState.Expired, now);
        else if (Refusal(action) is { } refusal)
            store.Add(action, ActionReportState.Failed, now, refusal);
        else if (action.Kind is ActionKind.Lock or ActionKind.Unlock)
            Lock(action, action.Kind == ActionKind.Lock, now);
        else
        {
            store.Add(action, ActionReportState.Accepted, now);
            Enqueue(action);
        }
    }

    private ActionRefusal? Refusal(OrderedAction action) => action switch
    {
        _ when !ActionKind.All.Contains(action.Kind) => ActionRefusal.UnknownKind,
        _ when configuration.Stations.All(station => station.Id != action.StationId) => ActionRefusal.UnknownStation,
        { Kind: ActionKind.StartSession } when locks.Stations.Contains(action.StationId) => ActionRefusal.Locked,
        _ => null,
    };

    private void Lock(OrderedAction action, bool isLock, DateTimeOffset now)
    {
        store.Add(action, ActionReportState.Done, now, effect: connection => StationLocks.Set(connection, action.StationId, isLock, now));
        locks.Refresh();
        limits.Changed.Set();
        limits.InForceChanged.Set();
        string name = configuration.Stations.First(station => station.Id == action.StationId).Name;
        if (isLock)
            journal.Add(Journal.Cloud, "station.locked", $"Station {name} is locked: it gets no current until it is unlocked.", name);
        else
            journal.Add(Journal.Cloud, "station.unlocked", $"Station {name} is unlocked.", name);
    }
}
