using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Actions;
using Clemap.Contracts.GridCommands;
using Clemap.Platform.Actions;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.GridCommands;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.DesiredState;

/// <summary>All that one device is to be told.</summary>
/// <param name="Version">Of the newest desired state; 0 when nothing was ever wanted.</param>
/// <param name="Desired">The same as JSON; <see langword="null"/> when the device has it.</param>
/// <param name="Actions">The open ones, as the device gets them.</param>
/// <param name="GridCommands">The same.</param>
internal sealed record DeviceWish(long Version, string? Desired, ActionList Actions, GridCommandList GridCommands)
{
    /// <summary>Equal when there is nothing new to tell.</summary>
    public string ActionsJson { get; } = JsonSerializer.Serialize(Actions, ContractsJson.Default.ActionList);

    /// <inheritdoc cref="ActionsJson"/>
    public string GridCommandsJson { get; } = JsonSerializer.Serialize(GridCommands, ContractsJson.Default.GridCommandList);
}

/// <summary>Reads what devices are to be told. Documents and lists are read where there is something in them; what is open, <c>platform.device_standings</c> tells alike.</summary>
internal sealed class DeviceWishes(PlatformContext database, TimeProvider time)
{
    /// <summary>A command whose end nobody reported is sent for so long after it: longer than any return.</summary>
    public static readonly TimeSpan AfterTheEnd = TimeSpan.FromHours(2);

    /// <param name="device">Commands are its site's: one that takes another's place takes over what was open.</param>
    /// <param name="lastVersion">That the device has; 0 for none.</param>
    public async Task<DeviceWish> ReadAsync(DeviceIdentity device, long lastVersion, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (actions, commands) = (OpenActions(device, now), OpenCommands(device, now - AfterTheEnd));
        var head = await database.Devices.AsNoTracking().Where(row => row.Id == device.DeviceId).Select(row => new
        {
            Version = database.DesiredStates.Where(version => version.DeviceId == row.Id).Max(version => (long?)version.Version),
            HasActions = actions.Any(),
            HasCommands = commands.Any(),
        }).SingleOrDefaultAsync(cancellationToken);
        var version = head?.Version ?? 0;
        return new(
            version,
            version == lastVersion ? null : await database.DesiredStates.Where(row => row.DeviceId == device.DeviceId && row.Version == version).Select(row => row.Document).SingleOrDefaultAsync(cancellationToken),
            new(head?.HasActions == true ? await ListAsync(actions, cancellationToken) : []),
            new(head?.HasCommands == true ? await ListAsync(commands, cancellationToken) : []));
    }

    /// <summary>Written before they go out: what may have arrived never counts as not sent.</summary>
    public async Task MarkSentAsync(ActionList actions, CancellationToken cancellationToken)
    {
        var ids = actions.Actions.Select(action => action.Id).ToArray();
        var now = time.GetUtcNow();
        if (ids.Length > 0)
            await database.Actions.Where(row => ids.Contains(row.Id) && row.SentAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.SentAt, now), cancellationToken);
    }

    private IQueryable<ActionRow> OpenActions(DeviceIdentity device, DateTimeOffset now) => database.Actions.AsNoTracking()
        .Where(action => action.DeviceId == device.DeviceId && action.Outcome == null && action.CancelledAt == null && action.AcceptedAt == null && action.ExpiresAt > now);

    private IQueryable<OpenCommand> OpenCommands(DeviceIdentity device, DateTimeOffset over) =>
        from target in database.GridTargets.AsNoTracking()
        where target.SiteId == device.SiteId && target.EndedAt == null && target.RefusedCode == null
        join command in database.GridCommands on target.CommandId equals command.Id
        where command.UntilAt > over
        select new OpenCommand { Target = target, Command = command };

    private static async Task<IReadOnlyList<OrderedAction>> ListAsync(IQueryable<ActionRow> actions, CancellationToken cancellationToken) =>
        (await actions.OrderBy(action => action.Id).ToListAsync(cancellationToken))
            .ConvertAll(action => new OrderedAction(action.Id, action.Kind, action.IssuedAt, action.ExpiresAt, action.StationId, action.Card, action.Text));

    private static async Task<IReadOnlyList<GridCommand>> ListAsync(IQueryable<OpenCommand> commands, CancellationToken cancellationToken) =>
        (await commands.OrderBy(open => open.Target.Id).ToListAsync(cancellationToken)).ConvertAll(open => new GridCommand(
            open.Target.Id, open.Command.Scope, open.Command.FromAt, open.Command.UntilAt, open.Target.CircuitId, open.Command.LimitA, open.Command.LimitW, open.Command.LimitPercent,
            open.Command.RampS, open.Command.ReturnWithinS, open.Target.CancelledAt, open.Target.StationId));

    private sealed class OpenCommand
    {
        public required GridTargetRow Target { get; init; }
        public required GridCommandRow Command { get; init; }
    }
}
