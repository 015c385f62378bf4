using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>Answers what a device calls (OCPP 1.6 § 4). A back end, where there is one, hears it too and decides about cards while it is there.</summary>
internal sealed class StationCalls(ChargePoint station, IReadOnlyList<string>? cards, OcppStores stores, TimeProvider time, ILogger log)
{
    public const int HeartbeatS = 60;

    private const int MostCardCharacters = 20;

    /// <returns>Payload of the result.</returns>
    /// <exception cref="OcppException">The call is wrong or not known.</exception>
    /// <exception cref="JsonException">A field is of a wrong type.</exception>
    public Task<byte[]> AnswerAsync(string action, JsonElement payload, CancellationToken cancellation) => action switch
    {
        "BootNotification" => Task.FromResult(Boot(payload)),
        "Heartbeat" => Task.FromResult(Bytes(new HeartbeatAnswer(time.GetUtcNow()), OcppJson.Default.HeartbeatAnswer)),
        "StatusNotification" => Task.FromResult(Status(payload)),
        "Authorize" => AuthorizeAsync(payload, cancellation),
        "StartTransaction" => StartAsync(payload, cancellation),
        "StopTransaction" => StopAsync(payload, cancellation),
        "MeterValues" => Task.FromResult(Values(payload)),
        "DiagnosticsStatusNotification" or "FirmwareStatusNotification" => Task.FromResult(Tell(action, payload)),
        _ => OtherAsync(action, payload, cancellation),
    };

    private byte[] Boot(JsonElement payload)
    {
        var boot = Read(payload, OcppJson.Default.BootNotification);
        Need(boot.ChargePointVendor, "chargePointVendor");
        Need(boot.ChargePointModel, "chargePointModel");
        log.LogInformation("{Identity} started: {Vendor} {Model} {Firmware}", station.Identity, boot.ChargePointVendor, boot.ChargePointModel, boot.FirmwareVersion);
        station.SeeBoot();
        station.Backend?.SeeBoot(Raw(payload));
        return Bytes(new BootAnswer("Accepted", time.GetUtcNow(), HeartbeatS), OcppJson.Default.BootAnswer);
    }

    private byte[] Status(JsonElement payload)
    {
        var status = Read(payload, OcppJson.Default.StatusNotification);
        int id = Need(status.ConnectorId, "connectorId");
        Need(status.Status, "status");
        station.Connector(id)?.See(status);
        SeeClock(status.Timestamp);
        station.Backend?.SeeStatus(id, Raw(payload));
        return OcppFrame.Empty;
    }

    private async Task<byte[]> AuthorizeAsync(JsonElement payload, CancellationToken cancellation)
    {
        string card = Card(Read(payload, OcppJson.Default.Authorize).IdTag);
        return Bytes(new AuthorizeAnswer(await DecideAsync(card, cancellation)), OcppJson.Default.AuthorizeAnswer);
    }

    private async Task<byte[]> StartAsync(JsonElement payload, CancellationToken cancellation)
    {
        var start = Read(payload, OcppJson.Default.StartTransaction);
        int id = Need(start.ConnectorId, "connectorId");
        string card = Card(start.IdTag);
        double meterWh = Need(start.MeterStart, "meterStart");
        var at = Need(start.Timestamp, "timestamp");
        var (transaction, waiting) = stores.Transactions.Begin(station.Identity, id, card, meterWh, at, station.Backend is null ? null : Raw(payload));
        if (waiting is not null)
            station.Connector(id)?.Begin(transaction);
        var info = waiting is { } number && station.Backend is { } backend
            ? InfoIn(await backend.OutcomeAsync(number, cancellation)) ?? Local(card)
            : await DecideAsync(card, cancellation); // sent again: the back end has it already
        return Bytes(new StartAnswer(transaction.Id, info), OcppJson.Default.StartAnswer);
    }

    private async Task<byte[]> StopAsync(JsonElement payload, CancellationToken cancellation)
    {
        var stop = Read(payload, OcppJson.Default.StopTransaction);
        int id = Need(stop.TransactionId, "transactionId");
        double meterWh = Need(stop.MeterStop, "meterStop");
        Need(stop.Timestamp, "timestamp");
        foreach (var connector in station.Connectors)
            connector.End(id, meterWh);
        var waiting = stores.Transactions.End(station.Identity, id, time.GetUtcNow(), station.Backend is null ? null : Raw(payload));
        var info = waiting is { } number && station.Backend is { } backend ? InfoIn(await backend.OutcomeAsync(number, cancellation)) : null;
        return Bytes(new StopAnswer(info), OcppJson.Default.StopAnswer);
    }

    private byte[] Values(JsonElement payload)
    {
        var values = Read(payload, OcppJson.Default.MeterValues);
        int id = Need(values.ConnectorId, "connectorId");
        Need(values.MeterValue, "meterValue");
        station.Connector(id)?.See(values);
        SeeClock(values.MeterValue!.Max(moment => moment.Timestamp));
        station.Backend?.SeeValues(id, values, Raw(payload));
        return OcppFrame.Empty;
    }

    private byte[] Tell(string action, JsonElement payload)
    {
        station.Backend?.Tell(action, Raw(payload));
        return OcppFrame.Empty;
    }

    private async Task<byte[]> OtherAsync(string action, JsonElement payload, CancellationToken cancellation)
    {
        if (station.Backend is { } backend && await backend.AskAsync(action, Raw(payload), cancellation) is { } answer)
            return Raw(answer);
        return action == "DataTransfer"
            ? Bytes(new DataTransferAnswer("UnknownVendorId"), OcppJson.Default.DataTransferAnswer)
            : throw new OcppException(OcppError.NotImplemented, $"{action} is not known here");
    }

    private void SeeClock(DateTimeOffset? at)
    {
        if (at is { } moment)
            station.SeeClock(moment);
    }

    /// <summary>The back end decides, while it is there.</summary>
    private async Task<IdTagInfo> DecideAsync(string card, CancellationToken cancellation)
    {
        if (station.Backend is not { } backend)
            return Local(card);
        try
        {
            return InfoIn(await backend.AskAsync("Authorize", Bytes(new Authorize(card), OcppJson.Default.Authorize), cancellation)) ?? Local(card);
        }
        catch (OcppException refused)
        {
            log.LogWarning("The back end of {Identity} does not decide about a card: {Message}", station.Identity, refused.Message);
            return Local(card);
        }
    }

    private IdTagInfo Local(string card) => new(cards is null || cards.Contains(card, StringComparer.OrdinalIgnoreCase) ? "Accepted" : "Invalid");

    private static IdTagInfo? InfoIn(JsonElement? answer) =>
        answer is { } told && told.TryGetProperty("idTagInfo", out var info) && info.ValueKind == JsonValueKind.Object
            ? info.Deserialize(OcppJson.Default.IdTagInfo)
            : null;

    private static string Card(string? card) => Need(card, "idTag").Length is > 0 and <= MostCardCharacters
        ? card!
        : throw new OcppException(OcppError.PropertyConstraintViolation, $"idTag must have 1 to {MostCardCharacters} characters");

    private static T Read<T>(JsonElement payload, JsonTypeInfo<T> type) =>
        payload.Deserialize(type) ?? throw new OcppException(OcppError.FormationViolation, "the payload must be an object");

    private static T Need<T>(T? value, string field)
        where T : class => value ?? throw new OcppException(OcppError.OccurrenceConstraintViolation, $"{field} is missing");

    private static T Need<T>(T? value, string field)
        where T : struct => value ?? throw new OcppException(OcppError.OccurrenceConstraintViolation, $"{field} is missing");

    private static byte[] Bytes<T>(T answer, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(answer, type);

    private static byte[] Raw(JsonElement payload) => System.Text.Encoding.UTF8.GetBytes(payload.GetRawText());
}
