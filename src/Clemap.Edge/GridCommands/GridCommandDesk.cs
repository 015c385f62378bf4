using Clemap.Contracts.GridCommands;
using Clemap.Edge.CloudLink;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Topology;

namespace Clemap.Edge.GridCommands;

/// <summary>
/// The commands of the grid operator at this site. The list of the cloud is taken whole, as often as it comes; what is in it is carried out without the cloud and over restarts.
/// </summary>
internal sealed class GridCommandDesk
{
    private const string Stored = "grid-commands";

    /// <summary>Open at once; what is more is refused.</summary>
    private const int MostCommands = 1_000;

    /// <summary>What is over stays known for so long, should the cloud still send it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly Lock gate = new();
    private readonly Lock disk = new();
    private readonly Documents documents;
    private readonly DesiredLimits limits;
    private readonly GridNews news;
    private readonly CommandJournal journal;
    private readonly GridOrders orders;
    private readonly CommandTime time;
    private readonly Dictionary<Guid, KeptCommand> commands = [];
    private bool isDirty;

    public GridCommandDesk(SiteTopology topology, Documents documents, DesiredLimits limits, GridNews news, Journal journal, SiteClock clock)
    {
        (this.documents, this.limits, this.news, this.journal) = (documents, limits, news, new CommandJournal(journal));
        orders = new GridOrders(topology);
        var stored = documents.Find(Stored, GridJson.Default.KeptCommands)?.Document;
        time = new CommandTime(clock, stored?.SeenAt);
        // The electrician may have changed the site meanwhile: what is stored is read like what arrives.
        foreach (var line in stored?.Commands ?? [])
            commands[line.Command.Id] = Again(line);
        if (isDirty)
            news.Raise();
    }

    public void Take(GridCommandList list)
    {
        lock (gate)
        {
            var now = time.Carried();
            var listed = list.GridCommands.Select(command => command.Id).ToHashSet();
            int room = MostCommands - commands.Values.Count(kept => !kept.IsOver && listed.Contains(kept.Command.Id));
            foreach (var command in list.GridCommands)
                room -= Take(command, now, room > 0);
            // What is gone without a word counts as taken back now, and returns like all others.
            foreach (var gone in commands.Values.Where(kept => !listed.Contains(kept.Command.Id) && !kept.IsOver && kept.Command.CancelledAt is null).ToList())
                TakeBack(gone, now);
        }

        // First into force, then onto the disk.
        limits.Changed.Set();
        news.Raise();
        Save();
    }

    /// <summary>What load control has to keep to in this cycle.</summary>
    /// <param name="highestV">Of the three phases; <see langword="null"/> when it is not measured.</param>
    public GridHold Now(double? highestV)
    {
        lock (gate)
        {
            if (commands.Count == 0)
                return GridHold.None;
            var bounds = time.Now();
            var (reductions, caps, holding) = (new List<LoadReduction>(), new Dictionary<Guid, double>(), new HashSet<Guid>());
            foreach (var kept in commands.Values)
            {
                if (kept.Order is not { } order)
                    continue;
                if (orders.At(order, bounds, highestV) is { } reduction)
                    reductions.Add(reduction);
                else if (orders.StationCapA(order, bounds, highestV) is { } capA)
                    caps[order.StationId!.Value] = Math.Min(capA, caps.GetValueOrDefault(order.StationId.Value, capA));
                else
                    continue;
                holding.Add(order.Id);
            }

            return new GridHold([.. reductions], caps, holding);
        }
    }

    /// <summary>The orders that follow from these are out.</summary>
    public void MarkInForce(IReadOnlySet<Guid> holding)
    {
        lock (gate)
        {
            var (bounds, certain, isNews) = (time.Now(), time.Carried(), false);
            foreach (var (id, kept) in commands.ToList())
            {
                var now = holding.Contains(id) ? kept.Now(GridCommandState.InForce, certain)
                    : !kept.IsOver && kept.Order is { } order && GridOrders.PhaseAt(order, bounds) == GridOrderPhase.Ended ? kept.Now(GridCommandState.Ended, certain)
                    : kept;
                if (ReferenceEquals(now, kept))
                    continue;
                (commands[id], isNews) = (now, true);
                if (now.State.State == GridCommandState.InForce)
                    journal.Note("grid-command.in-force", id, "in force.");
                else
                    journal.Note("grid-command.ended", id, "over.");
            }

            isDirty |= isNews;
            if (isNews)
                news.Raise();
        }
    }

    /// <summary>What the cloud has not heard yet.</summary>
    public IReadOnlyList<GridCommandReport> Waiting()
    {
        lock (gate)
            return [.. commands.Values.Where(kept => !kept.IsReported).Select(kept => kept.State)];
    }

    public void MarkReported(IReadOnlyList<GridCommandReport> reports)
    {
        lock (gate)
        {
            foreach (var report in reports)
            {
                if (commands.TryGetValue(report.Id, out var kept) && kept.State == report)
                    commands[report.Id] = kept with { IsReported = true };
            }

            isDirty |= reports.Count > 0;
        }
    }

    /// <summary>Onto the disk, when something changed; while there are commands also how late it is. What it does not take is tried again with the next.</summary>
    public void Save()
    {
        // Whoever writes does not keep the control loop waiting, and nobody writes something older after something newer.
        lock (disk)
        {
            try
            {
                SaveWhole();
            }
            catch
            {
                lock (gate)
                    isDirty = true;
                throw;
            }
            finally
            {
                journal.Write();
            }
        }
    }

    /// <summary>Whoever commanded has nothing to say here any more.</summary>
    public void Forget()
    {
        lock (gate)
        {
            commands.Clear();
            isDirty = true;
        }

        limits.Changed.Set();
        Save();
    }

    private void SaveWhole()
    {
        KeptCommands? whole = null;
        DateTimeOffset now;
        lock (gate)
        {
            now = time.Carried();
            foreach (var old in commands.Values.Where(kept => kept is { IsOver: true, IsReported: true } && kept.State.At < now - Kept && kept.Command.Until < now - Kept).ToList())
                isDirty |= commands.Remove(old.Command.Id);
            if (isDirty || commands.Values.Any(kept => !kept.IsOver))
                whole = new(time.Carried(), [.. commands.Values.Select(kept => new KeptLine(kept.Command, kept.State, kept.IsReported, kept.IsGone))]);
            isDirty = false;
        }

        if (whole is not null)
            documents.Put(Stored, whole, now, GridJson.Default.KeptCommands);
    }

    /// <returns>How many more are open: 0 or 1.</returns>
    private int Take(GridCommand command, DateTimeOffset now, bool hasRoom)
    {
        var before = commands.GetValueOrDefault(command.Id);
        if (before is { IsGone: false } && (before.Command == command || before.IsOver))
            return 0;
        isDirty = true;
        var (order, code, message) = before?.Order is null ? GridCommandRules.Read(command, orders) : GridCommandRules.ReadKept(command, orders);
        if (order is not null && !hasRoom && before is not { IsOver: false })
            (order, code, message) = (null, "too-many", $"This site has {MostCommands} commands already; no more are taken.");
        if (order is null)
        {
            // What is held already goes on as it was understood.
            if (before is { IsOver: false })
            {
                commands[command.Id] = before with { Command = command };
                journal.Note("grid-command.refused", command.Id, $"its change is refused ({code}): {message}");
            }
            else
            {
                Refuse(command, code!, message!, now);
            }

            return 0;
        }

        if (before is { IsOver: false } || (before is not null && GridOrders.PhaseAt(order, time.Now()) == GridOrderPhase.Ended))
        {
            commands[command.Id] = before with { Command = command, Order = order, IsGone = false };
            return 0;
        }

        commands[command.Id] = new(command, order, new(command.Id, GridCommandState.Accepted, now));
        journal.Note("grid-command.accepted", command.Id, $"from {command.From:u} until {command.Until:u}.");
        return 1;
    }

    private void TakeBack(KeptCommand gone, DateTimeOffset now)
    {
        isDirty = true;
        commands[gone.Command.Id] = gone with { Command = gone.Command with { CancelledAt = now }, Order = gone.Order! with { CancelledAt = now }, IsGone = true };
    }

    private void Refuse(GridCommand command, string code, string message, DateTimeOffset now)
    {
        isDirty = true;
        commands[command.Id] = new(command, null, new(command.Id, GridCommandState.Refused, now, code, message));
        journal.Note("grid-command.refused", command.Id, $"refused ({code}): {message}");
    }

    private KeptCommand Again(KeptLine line)
    {
        var (command, state) = (line.Command, line.State);
        if (state.State == GridCommandState.Refused)
            return new(command, null, state, line.IsReported);
        var (order, code, message) = GridCommandRules.ReadKept(command, orders);
        if (order is not null && code is not null && state.State != GridCommandState.Ended)
            journal.Note("grid-command.elsewhere", command.Id, $"{message} It holds the grid connection down in its place.");
        if (order is null && state.State != GridCommandState.Ended)
        {
            Refuse(command, code!, message!, time.Carried());
            return commands[command.Id];
        }

        return new(command, order, state, line.IsReported, line.IsGone);
    }
}
