using System.Globalization;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>What a device can do, and what it was told to measure. A device that does not say gets the least that the standard demands.</summary>
internal sealed record ChargePointSetup
{
    private static readonly TimeSpan FirstWord = TimeSpan.FromSeconds(5);

    /// <summary>From the best to what the load control needs at least; the first that the device takes.</summary>
    private static readonly string[] Measurands =
    [
        "Current.Import,Voltage,Power.Active.Import,Energy.Active.Import.Register,Current.Offered",
        "Current.Import,Voltage,Power.Active.Import,Energy.Active.Import.Register",
        "Current.Import,Power.Active.Import,Energy.Active.Import.Register",
        "Current.Import,Energy.Active.Import.Register",
    ];

    /// <summary>The device takes <c>W</c> only.</summary>
    public bool TakesWatts { get; private init; }

    /// <summary>The highest stack level; at 0 no profile can stand behind another.</summary>
    public int MaxStackLevel { get; private init; } = 1;

    /// <summary>Asks and sets what is asked for; a key that the device refuses is left as it is.</summary>
    /// <param name="firstWord">The device spoke first and has its answer: before that it wants to hear nothing.</param>
    /// <exception cref="IOException">It does not answer.</exception>
    public static async Task<ChargePointSetup> MakeAsync(
        ChargePoint station, Task firstWord, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        await Task.WhenAny(firstWord, Task.Delay(FirstWord, time, cancellation));
        cancellation.ThrowIfCancellationRequested();
        var known = await ReadAsync(
            station, cancellation, "ChargingScheduleAllowedChargingRateUnit", "ChargeProfileMaxStackLevel", "MeterValuesSampledData", "MeterValueSampleInterval",
            "HeartbeatInterval");
        await SetAsync(station, known, log, "MeterValuesSampledData", Measurands, cancellation);
        await SetAsync(station, known, log, "MeterValueSampleInterval", ["5", "10"], cancellation);
        await SetAsync(station, known, log, "HeartbeatInterval", [$"{StationCalls.HeartbeatS}"], cancellation);
        foreach (var connector in station.Connectors)
            await TriggerAsync(station, "StatusNotification", connector.Id, cancellation);
        return new ChargePointSetup
        {
            TakesWatts = known.GetValueOrDefault("ChargingScheduleAllowedChargingRateUnit") is { } units
                && units.Contains("Power", StringComparison.OrdinalIgnoreCase) && !units.Contains("Current", StringComparison.OrdinalIgnoreCase),
            MaxStackLevel = int.TryParse(known.GetValueOrDefault("ChargeProfileMaxStackLevel"), CultureInfo.InvariantCulture, out int level) && level >= 0 ? level : 1,
        };
    }

    /// <returns>False when the device never does this.</returns>
    public static async Task<bool> TriggerAsync(ChargePoint station, string message, int connector, CancellationToken cancellation)
    {
        try
        {
            var answer = await station.CallAsync(
                "TriggerMessage", new TriggerMessage(message, connector), OcppJson.Default.TriggerMessage, OcppJson.Default.StatusAnswer, cancellation);
            return answer.Status != "NotImplemented";
        }
        catch (OcppException refused)
        {
            return !refused.IsUnsupported;
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(ChargePoint station, CancellationToken cancellation, params string[] keys)
    {
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var answer = await station.CallAsync(
                "GetConfiguration", new GetConfiguration(keys), OcppJson.Default.GetConfiguration, OcppJson.Default.ConfigurationAnswer, cancellation);
            foreach (var entry in answer.ConfigurationKey ?? [])
                if (entry is { Key: { } key, Value: { } value })
                    known[key] = value;
        }
        catch (OcppException)
        {
            // It does not tell: the least holds.
        }
        return known;
    }

    private static async Task SetAsync(
        ChargePoint station, Dictionary<string, string> known, ILogger log, string key, IReadOnlyList<string> values, CancellationToken cancellation)
    {
        foreach (string value in values)
        {
            if (known.GetValueOrDefault(key) == value)
                return; // devices keep this in a memory that wears out
            try
            {
                var answer = await station.CallAsync(
                    "ChangeConfiguration", new ChangeConfiguration(key, value), OcppJson.Default.ChangeConfiguration, OcppJson.Default.StatusAnswer, cancellation);
                if (answer.Status is "Accepted" or "RebootRequired")
                    return;
            }
            catch (OcppException refused)
            {
                log.LogDebug("{Identity}: {Key} = {Value}: {Message}", station.Identity, key, value, refused.Message);
            }
        }
        log.LogWarning("{Identity} does not take {Key} = {Value}", station.Identity, key, values[^1]);
    }
}
