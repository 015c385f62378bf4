using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.DesiredState;

/// <summary>What a heartbeat must know of its device.</summary>
/// <param name="Active">False when suspended, retired or unknown.</param>
/// <param name="Version">Of the newest desired state; 0 when nothing was ever wanted.</param>
/// <param name="HasActions">At least one is open.</param>
/// <param name="HasGridCommands">The same.</param>
internal sealed record DeviceStanding(Guid DeviceId, bool Active, long Version, bool HasActions, bool HasGridCommands);

/// <summary>Asks the database for the heartbeats of all this node's streams together: those of one second cost one question, however many they are.</summary>
internal sealed class DeviceStandings(IServiceProvider services, TimeProvider time)
{
    /// <summary>The first of a question waits so long for others.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private List<(Guid Device, StreamWake Asker)>? gathering;

    /// <summary>The answer, or the failure that kept it from coming, wakes the stream; it can take in signals meanwhile.</summary>
    public void Ask(Guid deviceId, StreamWake asker)
    {
        lock (gate)
        {
            if (gathering is null)
            {
                gathering = [];
                _ = AnswerAsync();
            }

            gathering.Add((deviceId, asker));
        }
    }

    private async Task AnswerAsync()
    {
        await Task.Delay(Gathering, time);
        List<(Guid Device, StreamWake Asker)> asked;
        lock (gate)
            (asked, gathering) = (gathering!, null);
        try
        {
            var known = await ReadAsync([.. asked.Select(one => one.Device).Distinct()]);
            foreach (var (device, asker) in asked)
                asker.Answer(known.GetValueOrDefault(device) ?? new(device, Active: false, 0, HasActions: false, HasGridCommands: false));
        }
        catch (Exception failure)
        {
            // Each stream ends by it, as it would by a failure of a question of its own; its device connects again.
            foreach (var (_, asker) in asked)
                asker.Fail(failure);
        }
    }

    private async Task<Dictionary<Guid, DeviceStanding>> ReadAsync(Guid[] devices)
    {
        var now = time.GetUtcNow();
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        return await database.Database
            .SqlQuery<DeviceStanding>(
                $"select device_id, active, version, has_actions, has_grid_commands from platform.device_standings({devices}, {now}, {now - DeviceWishes.AfterTheEnd})")
            .ToDictionaryAsync(standing => standing.DeviceId);
    }
}
