using System.Text.Json.Serialization;

namespace Clemap.Telemetry.Webhooks;

[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>For its first or next attempt.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>The receiver answered 2xx.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>Tried for a day, or its webhook was paused.</summary>
    [JsonStringEnumMemberName("given-up")] GivenUp,
}
