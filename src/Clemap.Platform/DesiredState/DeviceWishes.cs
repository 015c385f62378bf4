using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Actions;
using Clemap.Contracts.GridCommands;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.DesiredState;

/// <summary>All that one device is to be told.</summary>
/// <param name="Version">Of the newest desired state; 0 when nothing was ever wanted.</param>
/// <param name="Desired">The same as JSON.</param>
/// <param name="Actions">The open ones, as the device gets them.</param>
/// <param name="GridCommands">The same.</param>
internal sealed record DeviceWish(long Version, string? Desired, ActionList Actions, GridCommandList GridCommands)
{
    /// <summary>Equal when there is nothing new to tell.</summary>
    public string ActionsJson { get; } = JsonSerializer.Serialize(Actions, ContractsJson.Default.ActionList);

    /// <inheritdoc cref="ActionsJson"/>
    public string GridCommandsJson { get; } = JsonSerializer.Serialize(GridCommands, ContractsJson.Default.GridCommandList);
}

/// <summary>Reads what devices are to be told, in one query each: every idle device asks again with every heartbeat.</summary>
internal sealed class DeviceWishes(PlatformContext database, TimeProvider time)
{
    /// <summary>A command whose end nobody reported is sent for so long after it: longer than any return.</summary>
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromHours(2);

    public async Task<DeviceWish> ReadAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var over = now - AfterTheEnd;
        var found = await database.Devices.AsNoTracking().AsSingleQuery().Where(device => device.Id == deviceId).Select(device => new
        {
            Newest = database.DesiredStates.Where(version => version.DeviceId == device.Id).OrderByDescending(version => version.Version)
                .Select(version => new { version.Version, version.Document }).FirstOrDefault(),
            Actions = database.Actions
                .Where(action => action.DeviceId == device.Id && action.Outcome == null && action.CancelledAt == null && action.AcceptedAt == null && action.ExpiresAt > now)
                .OrderBy(action => action.Id)
                .Select(action => new { action.Id, action.Kind, action.IssuedAt, action.ExpiresAt, action.StationId, action.Card, action.Text }).ToList(),
            Commands = (
                from target in database.GridTargets
                where target.DeviceId == device.Id && target.EndedAt == null && target.RefusedCode == null
                join command in database.GridCommands on target.CommandId equals command.Id
                where command.UntilAt > over
                orderby target.Id
                select new { target.Id, target.CircuitId, target.StationId, target.CancelledAt, Command = command }).ToList(),
        }).SingleOrDefaultAsync(cancellationToken);
        return new(
            found?.Newest?.Version ?? 0,
            found?.Newest?.Document,
            new([.. (found?.Actions ?? []).Select(action => new OrderedAction(
                action.Id, action.Kind, action.IssuedAt, action.ExpiresAt, action.StationId, action.Card, action.Text))]),
            new([.. (found?.Commands ?? []).Select(line => new GridCommand(
                line.Id, line.Command.Scope, line.Command.FromAt, line.Command.UntilAt, line.CircuitId, line.Command.LimitA, line.Command.LimitW, line.Command.LimitPercent,
                line.Command.RampS, line.Command.ReturnWithinS, line.CancelledAt, line.StationId))]));
    }

    /// <summary>Written before they go out: what may have arrived never counts as not sent.</summary>
    public async Task MarkSentAsync(ActionList actions, CancellationToken cancellationToken)
    {
        var ids = actions.Actions.Select(action => action.Id).ToArray();
        var now = time.GetUtcNow();
        if (ids.Length > 0)
            await database.Actions.Where(row => ids.Contains(row.Id) && row.SentAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.SentAt, now), cancellationToken);
    }
}
