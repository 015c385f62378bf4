using Clemap.Contracts.GridCommands;
using Clemap.Edge.CloudLink;

namespace Clemap.Edge.GridCommands;

/// <summary>
/// Every time in which the grid operator held the site down, by the receiver or a command: beginning, end, and what was taken before and during. Nothing here keeps the control
/// loop from its work; what the disk does not take is tried again. What was noted by a clock that turns out to be wrong is set right with it.
/// </summary>
internal sealed class RestrictionLog
{
    /// <summary>The power before is the mean of so much; so much after the beginning cars may take to follow.</summary>
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly Lock disk = new();
    private readonly RestrictionStore store;
    private readonly GridNews news;
    private readonly NotedTimes times;
    private readonly SiteClock time;
    private readonly Queue<(long At, SitePower Power)> before = new();
    private readonly Dictionary<Guid, KeptRestriction> open;
    private readonly Dictionary<Guid, KeptRestriction> changed = [];

    public RestrictionLog(RestrictionStore store, GridNews news, SiteClock time)
    {
        (this.store, this.news, this.time, times) = (store, news, time, new NotedTimes(time));
        open = store.Open().ToDictionary(Key);
    }

    /// <summary>Once a cycle, when its orders are out.</summary>
    /// <param name="commands">Those in force.</param>
    /// <param name="ripple">Whether the receiver holds the site down, and whether that is for want of a reading.</param>
    public void See(IReadOnlySet<Guid> commands, (bool IsActive, bool IsUnknown) ripple, SitePower power)
    {
        lock (gate)
        {
            SetRight();
            var now = time.GetUtcNow();
            foreach (var command in commands.Where(command => !open.ContainsKey(command)))
                Begin(command, RestrictionKind.Command, command, false, now);
            if (ripple.IsActive && !open.ContainsKey(Guid.Empty))
                Begin(Guid.Empty, RestrictionKind.Ripple, null, ripple.IsUnknown, now);
            foreach (var (key, restriction) in open.ToList())
            {
                if (key == Guid.Empty ? ripple.IsActive : commands.Contains(key))
                    open[key] = now - restriction.BeganAt < Minute ? restriction : With(restriction, power);
                else
                    End(key, restriction, now);
            }

            Remember(power);
        }
    }

    /// <summary>Writes what changed and, of what goes on, the means so far.</summary>
    public void Save()
    {
        // Nobody writes something older after something newer, nor after it was forgotten.
        lock (disk)
            SaveWhole();
    }

    /// <summary>Another organisation has the device: what it held down before is of no interest to this one.</summary>
    public void Forget()
    {
        lock (disk)
        {
            lock (gate)
            {
                open.Clear();
                changed.Clear();
                before.Clear();
                times.Clear();
            }

            store.Clear();
        }
    }

    private static Guid Key(KeptRestriction restriction) => restriction.CommandId ?? Guid.Empty;

    private void SaveWhole()
    {
        List<KeptRestriction> rows;
        lock (gate)
        {
            SetRight();
            rows = [.. changed.Values, .. open.Values.Where(restriction => !changed.ContainsKey(restriction.Id))];
            changed.Clear();
        }

        try
        {
            store.Put(rows);
        }
        catch
        {
            lock (gate)
                foreach (var row in rows.Where(row => row.EndedAt is not null))
                    changed.TryAdd(row.Id, row);
            throw;
        }
    }

    private void SetRight()
    {
        foreach (var (key, restriction) in open.ToList())
        {
            if (times.Right(restriction) is not { } right)
                continue;
            changed[right.Id] = open[key] = right;
            news.Raise();
        }

        foreach (var right in times.RightEnded())
        {
            changed[right.Id] = right;
            news.Raise();
        }
    }

    private void Begin(Guid key, string kind, Guid? command, bool isContactUnknown, DateTimeOffset now)
    {
        open[key] = new(Guid.CreateVersion7(now), kind, now, new(), new())
        {
            CommandId = command,
            ChargingBeforeW = MeanPower.Of(before.Select(seen => seen.Power.ChargingW)).Value,
            ImportBeforeW = MeanPower.Of(before.Select(seen => seen.Power.ImportW)).Value,
            IsContactUnknown = isContactUnknown,
        };
        changed[open[key].Id] = open[key];
        times.Began(open[key]);
        news.Raise();
    }

    // What went on when the controller was stopped and does not any more ended at some time between.
    private void End(Guid key, KeptRestriction restriction, DateTimeOffset now)
    {
        open.Remove(key);
        var ended = restriction with { EndedAt = now < restriction.BeganAt ? restriction.BeganAt : now };
        changed[restriction.Id] = ended;
        times.Ended(ended);
        before.Clear(); // what was taken while it was held down is no measure of what is taken freely
        news.Raise();
    }

    private static KeptRestriction With(KeptRestriction restriction, SitePower power) =>
        restriction with { ChargingDuring = restriction.ChargingDuring.With(power.ChargingW), ImportDuring = restriction.ImportDuring.With(power.ImportW) };

    private void Remember(SitePower power)
    {
        long now = time.GetTimestamp();
        while (before.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) > Minute)
            before.Dequeue();
        before.Enqueue((now, power));
    }
}
