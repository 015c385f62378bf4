using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds.Wallbox;

/// <summary>
/// A Wallbox charger over the interface of its maker's app, which is not published. It measures no currents and has no fallback: the last value stays, and
/// the app may set another.
/// </summary>
internal sealed class WallboxStation(CloudAccount account, string id, TimeProvider time)
    : CloudStation(account, new CloudPace(Raise: TimeSpan.FromSeconds(60)), requestsOfALook: 1, every: TimeSpan.FromSeconds(30), time)
{
    private const int LowestA = 6;
    private const int Resume = 1;
    private const int Pause = 2;

    private volatile bool isPaused;

    /// <summary>It has nothing to be set.</summary>
    public override Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    protected override async Task<CloudLook> LookAsync(CancellationToken cancellation)
    {
        var status = await StatusAsync(cancellation);
        isPaused |= status.StatusId is 178 or 182;
        // Before a car is there a pause does not show.
        double? limitA = isPaused && StateOf(status.StatusId) != StationState.Charging ? 0 : status.Settings?.MaxChargingCurrent;
        var sample = new StationSample
        {
            At = Time.GetUtcNow(),
            State = StateOf(status.StatusId),
            SessionWh = status.AddedEnergy * 1000,
            AppliedLimitA = limitA,
        };
        return new CloudLook(sample, limitA, status.StatusId switch
        {
            null => new DeviceProblem(ProblemCodes.StateUnknown, $"Wallbox tells no state of {id}.", id),
            0 or 163 => new DeviceProblem(ProblemCodes.Away, $"{id} has no connection to Wallbox.", id, "Wallbox"),
            _ => null,
        });
    }

    protected override int RequestsOf(int wholeA) => wholeA == 0 || isPaused ? 2 : 1;

    protected override async Task WriteAsync(int wholeA, CancellationToken cancellation)
    {
        if (wholeA == 0)
        {
            await ActAsync(Pause, cancellation);
            isPaused = true;
            // Should a car come and charge all the same, it is with the least.
            await LimitAsync(LowestA, cancellation);
            return;
        }
        await LimitAsync(wholeA, cancellation);
        if (!isPaused)
            return;
        await ActAsync(Resume, cancellation);
        isPaused = false;
    }

    private static StationState StateOf(int? status) => status switch
    {
        161 or 162 or 209 => StationState.Free,
        164 or 165 or 177 or 178 or 179 or 180 or 181 or 182 or 184 or 210 => StationState.Occupied,
        193 or 194 or 195 => StationState.Charging,
        196 => StationState.Discharging,
        _ => StationState.NotInOperation,
    };

    private Task LimitAsync(int wholeA, CancellationToken cancellation) =>
        Account.PutAsync($"/v2/charger/{id}", new WallboxLimit(wholeA), WallboxJson.Default.WallboxLimit, cancellation);

    private Task ActAsync(int action, CancellationToken cancellation) =>
        Account.PostAsync($"/v3/chargers/{id}/remote-action", new WallboxAction(action), WallboxJson.Default.WallboxAction, cancellation);

    private async Task<WallboxStatus> StatusAsync(CancellationToken cancellation)
    {
        try
        {
            return await Account.GetAsync($"/chargers/status/{id}", WallboxJson.Default.WallboxStatus, cancellation);
        }
        catch (CloudCallException refused) when (refused.IsUnknown)
        {
            throw new CloudCallException(
                new(
                    ProblemCodes.IdUnknown, $"The account '{Account.Name}' has no device '{id}' at Wallbox; its number stands in the app and on its label.",
                    Account.Name, id, "Wallbox", "–"),
                refused.Status, refused);
        }
    }
}
