using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Clemap.Contracts.Actions;
using Clemap.Edge.Actions;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>What a device does once over OCPP 1.6 (§ 5.11, 5.12, 5.14). It has no call with which a station shows itself.</summary>
internal static class OcppActions
{
    public static Task<ActionRefusal?> DoAsync(ChargePoint device, Connector connector, OrderedAction action, CancellationToken cancellation) => action.Kind switch
    {
        ActionKind.Restart => AskAsync(device, "Reset", new Reset("Soft"), OcppJson.Default.Reset, cancellation),
        ActionKind.StartSession => StartAsync(device, connector, action.Card ?? "", cancellation),
        ActionKind.StopSession => StopAsync(device, connector, cancellation),
        _ => Task.FromResult<ActionRefusal?>(ActionRefusal.NotOffered),
    };

    private static Task<ActionRefusal?> StartAsync(ChargePoint device, Connector connector, string card, CancellationToken cancellation)
    {
        if (connector.View.Transaction is not null)
            return Task.FromResult<ActionRefusal?>(new("session-open", "A session is open at this station already."));
        if (!device.MayKnow(card))
            return Task.FromResult<ActionRefusal?>(new("card-unknown", "This card is not one of those that may charge here."));
        return AskAsync(device, "RemoteStartTransaction", new RemoteStartTransaction(connector.Id, card), OcppJson.Default.RemoteStartTransaction, cancellation);
    }

    private static Task<ActionRefusal?> StopAsync(ChargePoint device, Connector connector, CancellationToken cancellation) => connector.View.Transaction is { } open
        ? AskAsync(device, "RemoteStopTransaction", new RemoteStopTransaction(open.Id), OcppJson.Default.RemoteStopTransaction, cancellation)
        : Task.FromResult<ActionRefusal?>(new("no-session", "No session is open at this station."));

    private static async Task<ActionRefusal?> AskAsync<TCall>(
        ChargePoint device, string action, TCall call, JsonTypeInfo<TCall> type, CancellationToken cancellation)
    {
        try
        {
            var answer = (await device.CallAsync(action, JsonSerializer.SerializeToUtf8Bytes(call, type), cancellation)).Deserialize(OcppJson.Default.StatusAnswer);
            return answer?.Status == "Accepted" ? null : ActionRefusal.ByStation(action, answer?.Status ?? "nothing");
        }
        catch (OcppException refused)
        {
            return ActionRefusal.ByStation(action, refused.Message);
        }
    }
}
