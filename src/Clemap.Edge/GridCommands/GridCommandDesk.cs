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
    private const int MostCommands = 200;

    /// <summary>What is over stays known for so long, should the cloud still send it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly Lock gate = new();
    private readonly Documents documents;
    private readonly DesiredLimits limits;
    private readonly GridNews news;
    private readonly Journal journal;
    private readonly SiteClock clock;
    private readonly GridOrders orders;
    private readonly CommandTime time;
    private readonly Dictionary<Guid, KeptCommand> commands = [];
    private bool isDirty;

    public GridCommandDesk(SiteTopology topology, Documents documents, DesiredLimits limits, GridNews news, Journal journal, SiteClock clock)
    {
        (this.documents, this.limits, this.news, this.journal, this.clock) = (documents, limits, news, journal, clock);
        orders = new GridOrders(topology);
        var stored = documents.Find(Stored, GridJson.Default.KeptCommands)?.Document;
        time = new CommandTime(clock, stored?.SeenAt);
        // The electrician may have changed the site meanwhile: what is stored is read like what arrives.
        foreach (var line in stored?.Commands ?? [])
            commands[line.Command.Id] = new(line.Command, GridCommandRules.Read(line.Command, orders).Order, line.State, line.IsReported);
    }

    public void Take(GridCommandList list)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var command in list.GridCommands.Take(MostCommands))
                Take(command, now);
            var listed = list.GridCommands.Select(command => command.Id).ToHashSet();
            // What is gone without a word counts as taken back now, and returns like all others.
            foreach (var gone in commands.Values.Where(kept => !listed.Contains(kept.Command.Id) && !kept.IsOver && kept.Command.CancelledAt is null).ToList())
                Take(gone.Command with { CancelledAt = now }, now);
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
            var (bounds, isNews) = (time.Now(), false);
            foreach (var (id, kept) in commands.ToList())
            {
                var now = holding.Contains(id) ? kept.Now(GridCommandState.InForce, clock.GetUtcNow())
                    : !kept.IsOver && kept.Order is { } order && GridOrders.PhaseAt(order, bounds) == GridOrderPhase.Ended ? kept.Now(GridCommandState.Ended, clock.GetUtcNow())
                    : kept;
                if (ReferenceEquals(now, kept))
                    continue;
                (commands[id], isNews) = (now, true);
                if (now.State.State == GridCommandState.InForce)
                    journal.Add(Journal.Cloud, "grid-command.in-force", $"Command {id} of the grid operator is in force.");
                else
                    journal.Add(Journal.Cloud, "grid-command.ended", $"Command {id} of the grid operator is over.");
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

    /// <summary>Onto the disk, when something changed; while there are commands also how late it is.</summary>
    public void Save()
    {
        KeptCommands? whole = null;
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var old in commands.Values.Where(kept => kept is { IsOver: true, IsReported: true } && kept.State.At < now - Kept && kept.Command.Until < now - Kept).ToList())
                isDirty |= commands.Remove(old.Command.Id);
            if (isDirty || commands.Values.Any(kept => !kept.IsOver))
                whole = new(time.Carried(), [.. commands.Values.Select(kept => new KeptLine(kept.Command, kept.State, kept.IsReported))]);
            isDirty = false;
        }

        if (whole is not null)
            documents.Put(Stored, whole, now, GridJson.Default.KeptCommands);
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

    private void Take(GridCommand command, DateTimeOffset now)
    {
        var before = commands.GetValueOrDefault(command.Id);
        if (before is not null && (before.Command == command || before.IsOver))
            return;
        var (order, code, message) = GridCommandRules.Read(command, orders);
        isDirty = true;
        if (order is null)
        {
            commands[command.Id] = new(command, null, new(command.Id, GridCommandState.Refused, now, code, message));
            journal.Add(Journal.Cloud, "grid-command.refused", $"Command {command.Id} of the grid operator is refused ({code}): {message}");
            return;
        }

        commands[command.Id] = before is null ? new(command, order, new(command.Id, GridCommandState.Accepted, now)) : before with { Command = command, Order = order };
        if (before is null)
            journal.Add(Journal.Cloud, "grid-command.accepted", $"Command {command.Id} of the grid operator, from {command.From:u} until {command.Until:u}.");
    }
}
