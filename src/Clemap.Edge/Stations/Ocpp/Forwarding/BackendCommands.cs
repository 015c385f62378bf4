using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clemap.Edge.Stations.Ocpp.Forwarding;

/// <summary>
/// Commands of a back end. What does not touch the limits goes to the station; profiles are kept here and can only lower; what would take the
/// station away from this controller is refused.
/// </summary>
internal sealed class BackendCommands(ChargePoint station, TransactionStore transactions, BackendProfiles profiles, ValuesPace pace)
{
    private static readonly string[] Passed =
    [
        "CancelReservation", "ChangeAvailability", "ClearCache", "GetCompositeSchedule", "GetConfiguration", "GetDiagnostics", "GetLocalListVersion",
        "ReserveNow", "Reset", "SendLocalList", "TriggerMessage", "UnlockConnector", "UpdateFirmware",
    ];

    /// <summary>Keys that this controller sets, that decide about limits, or by which the station would lose its way to here.</summary>
    private static readonly string[] Kept =
    [
        "AuthorizationKey", "ChargeProfile", "ChargingSchedule", "ConnectorPhaseRotation", "ConnectorSwitch3to1PhaseSupported", "HeartbeatInterval",
        "MaxChargingProfilesInstalled", "MeterValuesSampledData", "SecurityProfile", "SupportedFeatureProfiles", "WebSocketPingInterval",
    ];

    /// <inheritdoc cref="StationCalls.AnswerAsync"/>
    public async Task<byte[]> AnswerAsync(string action, JsonElement payload, CancellationToken cancellation) => action switch
    {
        "SetChargingProfile" => Status(profiles.Set(Profile(payload)) ? "Accepted" : "Rejected"),
        "ClearChargingProfile" => Status(profiles.Clear(payload.Deserialize(OcppJson.Default.ClearChargingProfile)!) ? "Accepted" : "Unknown"),
        "ChangeConfiguration" => await ConfigureAsync(payload, cancellation),
        "RemoteStartTransaction" => await StartAsync(payload, cancellation),
        "RemoteStopTransaction" => await StopAsync(payload, cancellation),
        "DataTransfer" => Status("UnknownVendorId"), // a maker's own commands may well set limits
        _ when Passed.Contains(action) => await PassAsync(action, Encoding.UTF8.GetBytes(payload.GetRawText()), cancellation),
        _ => throw new OcppException(OcppError.NotSupported, $"{action} is not passed to the station"),
    };

    private static SetChargingProfile Profile(JsonElement payload) =>
        payload.Deserialize(OcppJson.Default.SetChargingProfile) is { CsChargingProfiles: not null } set
            ? set
            : throw new OcppException(OcppError.OccurrenceConstraintViolation, "csChargingProfiles is missing");

    private async Task<byte[]> ConfigureAsync(JsonElement payload, CancellationToken cancellation)
    {
        var change = payload.Deserialize(OcppJson.Default.ChangeConfiguration);
        if (change is not { Key: { } key, Value: { } value })
            throw new OcppException(OcppError.OccurrenceConstraintViolation, "key and value are needed");
        if (key.Equals("MeterValueSampleInterval", StringComparison.OrdinalIgnoreCase))
        {
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds > 86_400)
                return Status("Rejected");
            pace.Interval = TimeSpan.FromSeconds(seconds); // the station goes on sending as often as load control needs it
            return Status("Accepted");
        }
        return Kept.Any(kept => key.StartsWith(kept, StringComparison.OrdinalIgnoreCase))
            ? Status("Rejected")
            : await PassAsync("ChangeConfiguration", Encoding.UTF8.GetBytes(payload.GetRawText()), cancellation);
    }

    private async Task<byte[]> StartAsync(JsonElement payload, CancellationToken cancellation)
    {
        var start = JsonObject.Create(payload)!;
        if (payload.TryGetProperty("chargingProfile", out var wished))
        {
            int connector = payload.TryGetProperty("connectorId", out var id) && id.TryGetInt32(out int told) ? told : 0;
            if (wished.Deserialize(OcppJson.Default.ChargingProfile) is not { } profile || !profiles.Set(new SetChargingProfile(connector, profile)))
                return Status("Rejected");
            start.Remove("chargingProfile");
        }
        return await PassAsync("RemoteStartTransaction", Encoding.UTF8.GetBytes(start.ToJsonString()), cancellation);
    }

    private async Task<byte[]> StopAsync(JsonElement payload, CancellationToken cancellation)
    {
        if (!payload.TryGetProperty("transactionId", out var id) || !id.TryGetInt32(out int backendId))
            throw new OcppException(OcppError.OccurrenceConstraintViolation, "transactionId is missing");
        if (transactions.FindByBackend(station.Identity, backendId) is not { } transaction)
            return Status("Rejected");
        var stop = new JsonObject { ["transactionId"] = transaction.Id };
        return await PassAsync("RemoteStopTransaction", Encoding.UTF8.GetBytes(stop.ToJsonString()), cancellation);
    }

    private async Task<byte[]> PassAsync(string action, byte[] payload, CancellationToken cancellation)
    {
        try
        {
            return Encoding.UTF8.GetBytes((await station.CallAsync(action, payload, cancellation)).GetRawText());
        }
        catch (IOException away) when (away is not OcppException)
        {
            throw new OcppException(OcppError.InternalError, away.Message);
        }
    }

    private static byte[] Status(string status) => JsonSerializer.SerializeToUtf8Bytes(new StatusAnswer(status), OcppJson.Default.StatusAnswer);
}
