using System.Threading.Channels;
using Clemap.Contracts.Actions;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Actions;

/// <summary>
/// Takes the list of open actions, whole, as often as it comes. What is already in the journal is passed over, so that each takes effect at most once. Locks take
/// effect here, once the transaction that keeps them is done; what a station has to do waits for <see cref="ActionService"/>. What the disk does not take is taken when it does.
/// </summary>
internal sealed class ActionDesk(EdgeConfiguration configuration, ActionStore store, StationLocks locks, DesiredLimits limits, Journal journal, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Channel<OrderedAction> work = Channel.CreateUnbounded<OrderedAction>();
    private ActionList? missed;

    /// <summary>Begun by the process before this one, and not ended: read before anything new is taken.</summary>
    public IReadOnlyList<OrderedAction> Interrupted { get; } = store.Begun();

    public ChannelReader<OrderedAction> Work => work.Reader;

    /// <summary>Wakes the reporter.</summary>
    public Signal News { get; } = new();

    /// <exception cref="SqliteException">The disk did not take it; <see cref="TakeMissed"/> tries again.</exception>
    public void Take(ActionList list)
    {
        lock (gate)
            TakeWhole(list);
    }

    /// <summary>Tries again with the newest list, if the disk did not take all of it.</summary>
    /// <inheritdoc cref="Take(ActionList)"/>
    public void TakeMissed()
    {
        lock (gate)
            if (missed is { } list)
                TakeWhole(list);
    }

    /// <summary>After <see cref="ActionStore.Add"/> as begun.</summary>
    public void Enqueue(OrderedAction action) => work.Writer.TryWrite(action);

    /// <summary>First out of force, then off the disk.</summary>
    public void Forget()
    {
        lock (gate)
        {
            missed = null;
            while (work.Reader.TryRead(out _))
            {
                // Nobody does it any more.
            }

            locks.Forget();
            limits.Changed.Set();
            store.Clear();
        }
    }

    private void TakeWhole(ActionList list)
    {
        missed = null;
        try
        {
            foreach (var action in list.Actions.OrderBy(action => action.Id))
            {
                if (store.IsKnown(action.Id))
                    continue;
                Take(action);
                News.Set();
            }
        }
        catch (SqliteException)
        {
            missed = list;
            News.Set();
            throw;
        }
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
        locks.Follow(action.StationId, isLock);
        limits.Changed.Set();
        limits.InForceChanged.Set();
        string name = configuration.Stations.First(station => station.Id == action.StationId).Name;
        if (isLock)
            journal.Add(Journal.Cloud, "station.locked", $"Station {name} is locked: it gets no current until it is unlocked.", name);
        else
            journal.Add(Journal.Cloud, "station.unlocked", $"Station {name} is unlocked.", name);
    }
}
