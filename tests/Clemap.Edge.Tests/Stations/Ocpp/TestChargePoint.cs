using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>
/// A station as the standard has it: it keeps charging profiles over connections, and holds at each moment what they allow by its own clock. A socket
/// of the test's own; nothing of the product.
/// </summary>
internal sealed class TestChargePoint(int port, string identity, TimeProvider clock) : IAsyncDisposable
{
    private readonly List<(int Connector, JsonObject Profile)> profiles = [];
    private readonly Lock gate = new();
    private OcppPeer? peer;

    public Dictionary<string, string> Configuration { get; } = new()
    {
        ["ChargingScheduleAllowedChargingRateUnit"] = "Current",
        ["ChargeProfileMaxStackLevel"] = "8",
        ["MeterValueSampleInterval"] = "60",
    };

    /// <summary>Replaces the standard's answer to an action.</summary>
    public Dictionary<string, Func<JsonObject, JsonObject?>> Answers { get; } = [];

    public OcppPeer Peer => peer!;

    /// <summary>Where it connects to.</summary>
    public int Port { get; set; } = port;

    public string? Password { get; set; }

    /// <summary>See <see cref="OcppPeer.EndsAtRubbish"/>.</summary>
    public bool EndsAtRubbish { get; init; }

    /// <summary>What it would carry without any profile.</summary>
    public double HardwareA { get; init; } = 32;

    public async Task<OcppPeer> ConnectAsync(string? subprotocol = "ocpp1.6")
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null)
            socket.Options.AddSubProtocol(subprotocol);
        if (Password is not null)
            socket.Options.SetRequestHeader("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{identity}:{Password}")));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/ocpp/{identity}"), TestContext.Current.CancellationToken);
        return peer = new OcppPeer(socket, Answer) { EndsAtRubbish = EndsAtRubbish }.Start();
    }

    public Task<JsonObject> BootAsync() => Peer.ResultAsync("BootNotification", """{"chargePointVendor":"Test","chargePointModel":"T1","firmwareVersion":"1.0"}""");

    public Task<JsonObject> StatusAsync(string status, int connector = 1) => Peer.ResultAsync(
        "StatusNotification", $$"""{"connectorId":{{connector}},"status":"{{status}}","errorCode":"NoError","timestamp":"{{Now}}"}""");

    public Task<JsonObject> StartAsync(int connector = 1, string card = "04a1b2c3", int meterWh = 1000) => Peer.ResultAsync(
        "StartTransaction", $$"""{"connectorId":{{connector}},"idTag":"{{card}}","meterStart":{{meterWh}},"timestamp":"{{Now}}"}""");

    /// <param name="samples">Sampled values, comma separated.</param>
    public Task<JsonObject> MeterAsync(string samples, int connector = 1, int? transaction = null, string? at = null) => Peer.ResultAsync(
        "MeterValues",
        $$"""{"connectorId":{{connector}},{{(transaction is null ? "" : $"\"transactionId\":{transaction},")}}"meterValue":[{"timestamp":"{{at ?? Now}}","sampledValue":[{{samples}}]}]}""");

    public Task<JsonObject> CurrentAsync(double l1, double l2, double l3, int connector = 1, int? transaction = null) => MeterAsync(
        string.Create(CultureInfo.InvariantCulture, $$"""
            {"value":"{{l1}}","measurand":"Current.Import","phase":"L1","unit":"A"},{"value":"{{l2}}","measurand":"Current.Import","phase":"L2","unit":"A"},
            {"value":"{{l3}}","measurand":"Current.Import","phase":"L3","unit":"A"},{"value":"12.5","measurand":"Energy.Active.Import.Register","unit":"kWh"}
            """), connector, transaction);

    public string Now => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What the profiles allow now, in their unit; the hardware's own limit without any.</summary>
    public double Limit(int connector = 1, bool inTransaction = true) => LimitAt(connector, clock.GetUtcNow(), inTransaction);

    public JsonObject[] Profiles(int connector)
    {
        lock (gate)
            return [.. profiles.Where(kept => kept.Connector == connector).Select(kept => kept.Profile)];
    }

    /// <summary>A profile that somebody else left in the station.</summary>
    public void Leave(int connector, string profile)
    {
        lock (gate)
            profiles.Add((connector, JsonNode.Parse(profile)!.AsObject()));
    }

    public async ValueTask DisposeAsync()
    {
        if (peer is not null)
            await peer.DisposeAsync();
    }

    private JsonObject? Answer(string action, JsonObject payload) => Answers.TryGetValue(action, out var own) ? own(payload) : action switch
    {
        "GetConfiguration" => Read(payload),
        "ChangeConfiguration" => Change(payload),
        "TriggerMessage" => Status("Accepted"),
        "SetChargingProfile" => Set((int)payload["connectorId"]!, payload["csChargingProfiles"]!.DeepClone().AsObject()),
        "ClearChargingProfile" => Clear(payload),
        "GetCompositeSchedule" => Composite((int)payload["connectorId"]!, (int)payload["duration"]!),
        "Reset" or "RemoteStartTransaction" or "RemoteStopTransaction" or "ChangeAvailability" => Status("Accepted"),
        _ => null,
    };

    public static JsonObject Status(string status) => new() { ["status"] = status };

    private JsonObject Read(JsonObject payload) => new()
    {
        ["configurationKey"] = new JsonArray([.. payload["key"]!.AsArray().Select(key => (string)key!).Where(Configuration.ContainsKey)
            .Select(key => new JsonObject { ["key"] = key, ["readonly"] = false, ["value"] = Configuration[key] })]),
    };

    private JsonObject Change(JsonObject payload)
    {
        Configuration[(string)payload["key"]!] = (string)payload["value"]!;
        return Status("Accepted");
    }

    private JsonObject Set(int connector, JsonObject profile)
    {
        lock (gate)
        {
            profiles.RemoveAll(kept => (int)kept.Profile["chargingProfileId"]! == (int)profile["chargingProfileId"]!
                || (kept.Connector == connector && Same("stackLevel", kept.Profile, profile) && Same("chargingProfilePurpose", kept.Profile, profile)));
            profiles.Add((connector, profile));
        }
        return Status("Accepted");
    }

    private JsonObject Clear(JsonObject payload)
    {
        lock (gate)
            return Status(profiles.RemoveAll(kept => payload["chargingProfilePurpose"] is not { } purpose
                || (string)purpose! == (string)kept.Profile["chargingProfilePurpose"]!) > 0 ? "Accepted" : "Unknown");
    }

    private JsonObject Composite(int connector, int durationS)
    {
        var now = clock.GetUtcNow();
        var periods = new JsonArray();
        double? last = null;
        for (int second = 0; second < durationS; second++)
        {
            double limit = LimitAt(connector, now.AddSeconds(second), true);
            if (limit == last)
                continue;
            periods.Add(new JsonObject { ["startPeriod"] = second, ["limit"] = limit });
            last = limit;
        }
        return new JsonObject
        {
            ["status"] = "Accepted",
            ["connectorId"] = connector,
            ["scheduleStart"] = Now,
            ["chargingSchedule"] = new JsonObject
            {
                ["duration"] = durationS,
                ["chargingRateUnit"] = Configuration["ChargingScheduleAllowedChargingRateUnit"] == "Power" ? "W" : "A",
                ["chargingSchedulePeriod"] = periods,
            },
        };
    }

    private double LimitAt(int connector, DateTimeOffset at, bool inTransaction)
    {
        lock (gate)
        {
            double? Of(string purpose) => profiles
                .Where(kept => (string)kept.Profile["chargingProfilePurpose"]! == purpose && (kept.Connector == connector || kept.Connector == 0) && IsValid(kept.Profile, at))
                .OrderByDescending(kept => (int)kept.Profile["stackLevel"]!)
                .Select(kept => (double?)kept.Profile["chargingSchedule"]!["chargingSchedulePeriod"]![0]!["limit"]).FirstOrDefault();
            double session = (inTransaction ? Of("TxProfile") : null) ?? Of("TxDefaultProfile") ?? HardwareA;
            return Math.Min(session, Of("ChargePointMaxProfile") ?? double.MaxValue);
        }
    }

    private static bool IsValid(JsonObject profile, DateTimeOffset at)
    {
        DateTimeOffset? Moment(JsonNode? node) => node is null ? null : DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);
        var schedule = profile["chargingSchedule"]!;
        var start = Moment(schedule["startSchedule"]) ?? DateTimeOffset.MinValue;
        return !(at < Moment(profile["validFrom"])) && !(at >= Moment(profile["validTo"])) && at >= start
            && (schedule["duration"] is not { } duration || at < start.AddSeconds((int)duration));
    }

    private static bool Same(string field, JsonObject one, JsonObject other) => one[field]!.ToJsonString() == other[field]!.ToJsonString();
}
