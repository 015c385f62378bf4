using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>Asks for meter values that do not come by themselves: often while a car is plugged, seldom else.</summary>
internal sealed class MeterWatch(ChargePoint station, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Due = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, long> asked = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var connector in station.Connectors.Where(IsDue))
            {
                asked[connector.Id] = time.GetTimestamp();
                if (await ChargePointSetup.TriggerAsync(station, "MeterValues", connector.Id, cancellation))
                    continue;
                log.LogDebug("{Identity} sends meter values only when it likes", station.Identity);
                return;
            }
            await Task.Delay(Period, time, cancellation);
        }
    }

    private bool IsDue(Connector connector)
    {
        var view = connector.View;
        if (Connector.StateOf(view.Status ?? "", null) is StationState.Occupied or StationState.Charging)
            return view.Measured is null || time.GetElapsedTime(view.MeasuredAt) > Due;
        // Without a register no session can begin.
        return view.ImportWh is null && (!asked.TryGetValue(connector.Id, out long at) || time.GetElapsedTime(at) > Idle);
    }
}
