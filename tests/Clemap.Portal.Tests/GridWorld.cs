using Clemap.Contracts.GridCommands;
using Clemap.Platform.Actions;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Http;

namespace Clemap.Portal.Tests;

/// <summary>Commands of the grid operator, restrictions and actions of the one site, held in memory.</summary>
internal sealed class GridWorld : IGridCommands, IRestrictions, IActions
{
    public static readonly Guid Group = World.Id(0xd1);
    public static readonly Guid Command = World.Id(0xd2);

    public List<GridCommandFields> Previewed { get; } = [];

    public List<(GridCommandFields Fields, string? Key)> Given { get; } = [];

    public List<Guid> Cancelled { get; } = [];

    public List<RestrictionView> Restrictions { get; } = [];

    public List<ActionFields> Ordered { get; } = [];

    public List<ActionView> Actions { get; } = [];

    public BrokenRule? Broken { get; set; }

    public string State { get; set; } = GridTargetState.Waiting;

    public GridEffect? Effect { get; set; }

    public string? RefusedCode { get; set; }

    public bool IsAnothers { get; set; }

    public string? Source { get; set; }

    public Task<GridCommandGiven> GiveAsync(GridCommandFields fields, string? key, CancellationToken cancellationToken)
    {
        if (Broken is not null)
            return Task.FromResult(new GridCommandGiven(null, false, [Broken]));
        Given.Add((fields, key));
        return Task.FromResult(new GridCommandGiven(View(), true, []));
    }

    public Task<GridCommandPreview> PreviewAsync(GridCommandFields fields, CancellationToken cancellationToken)
    {
        Previewed.Add(fields);
        return Task.FromResult(Broken is null
            ? new GridCommandPreview([new(World.SiteId, "Sonnenhof", null, null, null, 22_080, 11_040, false, RefusedCode)], [])
            : new GridCommandPreview([], [Broken]));
    }

    public Task<GridCommandPage> ListAsync(GridCommandFilter filter, CancellationToken cancellationToken) => Task.FromResult(new GridCommandPage(
        Given.Count == 0 ? [] : [new(Command, "charging", null, null, 50, false, World.Now, World.Now.AddHours(1), Given[0].Fields.Reason!, World.Now, new Dictionary<string, int> { [State] = 1 }, Source, !IsAnothers)],
        null));

    public Task<GridCommandView?> FindAsync(Guid commandId, CancellationToken cancellationToken) => Task.FromResult(Given.Count == 0 ? null : View());

    public Task<GridCommandCancelling> CancelAsync(Guid commandId, CancellationToken cancellationToken)
    {
        Cancelled.Add(commandId);
        State = GridTargetState.Cancelled;
        return Task.FromResult(new GridCommandCancelling(View()));
    }

    public Task<IReadOnlyList<GridTargetSite>> TargetsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<GridTargetSite>>([new(World.SiteId, "Sonnenhof", false, [new(Group, "House")])]);

    Task<RestrictionPage?> IRestrictions.ListAsync(Guid siteId, RestrictionFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<RestrictionPage?>(new(Restrictions, null));

    public Task<byte[]?> CsvAsync(Guid siteId, RestrictionFilter filter, CancellationToken cancellationToken) => Task.FromResult<byte[]?>([]);

    public Task<ActionOrdered> OrderAsync(Guid siteId, ActionFields fields, string? key, CancellationToken cancellationToken)
    {
        if (Broken is not null)
            return Task.FromResult(new ActionOrdered(null, false, [Broken]));
        Ordered.Add(fields);
        Actions.Insert(0, Action(fields.Kind!, ActionState.Sent) with { StationId = fields.StationId!.Value });
        return Task.FromResult(new ActionOrdered(Actions[0], true, []));
    }

    Task<ActionPage?> IActions.ListAsync(Guid siteId, ActionFilter filter, CancellationToken cancellationToken) => Task.FromResult<ActionPage?>(new(Actions, null));

    Task<ActionView?> IActions.FindAsync(Guid actionId, CancellationToken cancellationToken) => Task.FromResult(Actions.Find(action => action.Id == actionId));

    Task<ActionCancelled> IActions.CancelAsync(Guid actionId, CancellationToken cancellationToken) => Task.FromResult(new ActionCancelled(null));

    public static ActionView Action(string kind, string state, string? code = null) => new(
        Guid.CreateVersion7(), World.SiteId, World.B1, kind, state, World.Now, World.PersonId, World.Now.AddMinutes(5), World.Now, null, null, null, code, null, null);

    public static RestrictionView Restriction(string kind, bool isOver, GridEffect? effect = null) => new(
        Guid.CreateVersion7(), kind, null, kind == RestrictionKind.Command ? "Evening peak" : null, World.Now.AddMinutes(-30), isOver ? World.Now.AddMinutes(-5) : null,
        effect ?? new(null, null, null, null), false, null, 4_200, null, false, World.Now.AddMinutes(30));

    private GridCommandView View() => new(
        Command, "charging", null, null, 50, false, World.Now, World.Now.AddHours(1), 0, 300, Given.Count == 0 ? "" : Given[0].Fields.Reason!, World.Now, World.PersonId,
        [new(World.Id(0xd3), World.SiteId, "Sonnenhof", null, null, State, false, null, null, null, null, RefusedCode, null, Effect)]);
}
